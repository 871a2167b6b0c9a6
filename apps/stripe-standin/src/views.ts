import type { AccountObject, TransferObject, TransferReversalObject } from "./objects.ts";
import type { World } from "./state.ts";

/** An account has a bank account as soon as its onboarding is done. */
export function accountView(world: World, account: AccountObject): object {
  const data = account.details_submitted ? [bankAccount(world, account)] : [];
  return {
    ...account,
    external_accounts: {
      object: "list",
      data,
      has_more: false,
      total_count: data.length,
      url: `/v1/accounts/${account.id}/external_accounts`,
    },
  };
}

export function bankAccount(world: World, account: AccountObject): object {
  return {
    id: bankAccountId(world, account.id),
    object: "bank_account",
    account: account.id,
    available_payout_methods: takesInstant(world, account.id) ? ["standard", "instant"] : ["standard"],
    bank_name: "STRIPE TEST BANK",
    country: account.country,
    currency: account.default_currency,
    default_for_currency: true,
    last4: "6789",
    metadata: {},
    status: "new",
  };
}

/** Each new bank account has another id. */
export function bankAccountId(world: World, owner: string): string {
  const { number = 0 } = world.banks[owner] ?? {};
  return `ba_${owner.replace(/^acct_/, "")}${number === 0 ? "" : `n${number}`}`;
}

export const takesInstant = (world: World, owner: string): boolean => world.banks[owner]?.instant ?? true;

export function reversalsOf(world: World, transfer: TransferObject): TransferReversalObject[] {
  // Almost no transfer has any: the search is for the few that do.
  if (transfer.amount_reversed === 0) return [];
  return Object.values(world.reversals).filter((reversal) => reversal.transfer === transfer.id);
}

/** Stripe shows the ten newest reversals inside the transfer. */
export function transferView(world: World, transfer: TransferObject): object {
  const all = reversalsOf(world, transfer).reverse();
  return {
    ...transfer,
    reversals: {
      object: "list",
      data: all.slice(0, 10),
      has_more: all.length > 10,
      total_count: all.length,
      url: `/v1/transfers/${transfer.id}/reversals`,
    },
  };
}
