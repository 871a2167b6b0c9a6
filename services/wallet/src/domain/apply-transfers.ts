import { MAX_BALANCE } from "@metercast/money";
import { type Account, available } from "./account.ts";
import type { Side, Transfer } from "./transfer.ts";

/** A user's account after one side of a transfer. */
export interface After {
  account: bigint;
  balance: bigint;
  version: bigint;
}

/** A transfer with the accounts after it; `undefined` on a platform's side. */
export interface AppliedTransfer extends Transfer {
  debitAfter: After | undefined;
  creditAfter: After | undefined;
}

export interface Applied {
  transfers: AppliedTransfer[];
  /** The accounts afterwards, in the order given. */
  accounts: Account[];
}

/** Too little is available, or a balance would exceed what a JSON number holds exactly. */
export type Inapplicable = "insufficient_funds" | "limit_exceeded";

/**
 * Applies transfers in order to their users' accounts: all of them, or none with the reason. `accounts`
 * must hold every user's side.
 */
export function applyTransfers(
  transfers: readonly Transfer[],
  accounts: readonly Account[],
): Applied | Inapplicable {
  const now = accounts.map((account) => ({ ...account }));
  const find = (side: Side) => {
    if ("platform" in side) return undefined;
    const found = now.find((account) => account.userId === side.userId && account.asset === side.asset);
    if (!found) throw new Error("a transfer names an account that was not locked");
    return found;
  };
  const change = (account: Account | undefined, amount: bigint): After | undefined => {
    if (!account) return undefined;
    account.posted += amount;
    account.version += 1n;
    return { account: account.account, balance: account.posted, version: account.version };
  };
  const applied: AppliedTransfer[] = [];
  for (const transfer of transfers) {
    if (transfer.amount <= 0n) throw new Error("a transfer moves a positive amount");
    const debit = find(transfer.debit);
    const credit = find(transfer.credit);
    if (debit && available(debit) < transfer.amount) return "insufficient_funds";
    if (credit && credit.posted + transfer.amount > MAX_BALANCE) return "limit_exceeded";
    const debitAfter = change(debit, -transfer.amount);
    applied.push({ ...transfer, debitAfter, creditAfter: change(credit, transfer.amount) });
  }
  return { transfers: applied, accounts: now };
}
