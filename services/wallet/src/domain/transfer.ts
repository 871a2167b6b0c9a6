import type { Asset } from "@metercast/money";
import type { PlatformAccount } from "./account.ts";

/** A user's account, as a request names it. */
export interface UserAccount {
  userId: string;
  asset: Asset;
}

/** One side of a transfer. */
export type Side = UserAccount | { platform: PlatformAccount };

/** One amount of one asset from one account to another. */
export interface Transfer {
  debit: Side;
  credit: Side;
  asset: Asset;
  /** Minor units, positive. */
  amount: bigint;
}

/** A transfer as the ledger has it. */
export interface PostedTransfer extends Transfer {
  id: string;
  createdAt: Date;
}

/** A leg of nothing is no transfer. */
export const positive = (transfers: readonly Transfer[]): Transfer[] =>
  transfers.filter(({ amount }) => amount > 0n);

/** Turns a transfer below zero around, so that its amount is positive. */
export const turned = (transfer: Transfer): Transfer =>
  transfer.amount < 0n
    ? { ...transfer, debit: transfer.credit, credit: transfer.debit, amount: -transfer.amount }
    : transfer;

/** The users' accounts on these sides, each once. */
export function usersOf(
  transfers: readonly Transfer[],
  ...sides: readonly ("debit" | "credit")[]
): UserAccount[] {
  const users = transfers
    .flatMap((transfer) => sides.map((side): Side => transfer[side]))
    .filter((side) => "userId" in side);
  return [...new Map(users.map((user) => [`${user.asset} ${user.userId}`, user])).values()];
}
