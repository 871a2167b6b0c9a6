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

/**
 * Applies movements one after another to the accounts of their users. Undefined where a user would have less than nothing available at any step:
 * then nothing is to be done at all. Every user's side must be among `accounts`.
 */
export function applyMovements(
  movements: readonly Movement[],
  accounts: readonly Account[],
): Applied | undefined {
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
    if (debit && available(debit) < movement.amount) return undefined;
    const debitAfter = change(debit, -movement.amount);
    applied.push({ ...movement, debitAfter, creditAfter: change(find(movement.credit), movement.amount) });
  }
  return { movements: applied, accounts: now };
}
