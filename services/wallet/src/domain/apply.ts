import { MAX_BALANCE } from "@metercast/money";
import { type Account, available } from "./account.ts";
import type { Movement, Side } from "./templates.ts";

/** A user's account after one side of a transfer. */
export interface After {
  account: bigint;
  balance: bigint;
  version: bigint;
}

/** A movement with what it led to; `undefined` on a platform's side. */
export interface AppliedMovement extends Movement {
  debitAfter: After | undefined;
  creditAfter: After | undefined;
}

export interface Applied {
  movements: AppliedMovement[];
  /** The accounts afterwards, in the order given. */
  accounts: Account[];
}

/** Why movements can't be applied: a user would have less than nothing available, or more than a balance can say. */
export type Inapplicable = "insufficient_balance" | "limit_exceeded";

/**
 * Applies movements one after another to the accounts of their users. Where one of them can't be applied, nothing is to be done at all, and the
 * reason is given instead. Every user's side must be among `accounts`.
 */
export function applyMovements(
  movements: readonly Movement[],
  accounts: readonly Account[],
): Applied | Inapplicable {
  const now = accounts.map((account) => ({ ...account }));
  const find = (side: Side) => {
    if ("platform" in side) return undefined;
    const found = now.find((account) => account.userId === side.userId && account.asset === side.asset);
    if (!found) throw new Error("a movement names an account that was not locked");
    return found;
  };
  const change = (account: Account | undefined, amount: bigint): After | undefined => {
    if (!account) return undefined;
    account.posted += amount;
    account.version += 1n;
    return { account: account.account, balance: account.posted, version: account.version };
  };
  const applied: AppliedMovement[] = [];
  for (const movement of movements) {
    if (movement.amount <= 0n) throw new Error("a movement moves a positive amount");
    const debit = find(movement.debit);
    const credit = find(movement.credit);
    if (debit && available(debit) < movement.amount) return "insufficient_balance";
    if (credit && credit.posted + movement.amount > MAX_BALANCE) return "limit_exceeded";
    const debitAfter = change(debit, -movement.amount);
    applied.push({ ...movement, debitAfter, creditAfter: change(credit, movement.amount) });
  }
  return { movements: applied, accounts: now };
}
