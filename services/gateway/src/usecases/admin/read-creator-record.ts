import type { Withdrawal, WithdrawalStatus } from "../../domain/withdrawal.ts";
import type { Earnings, Wallet } from "../../ports/wallet.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";

export interface ReadCreatorRecordPorts {
  wallet: Pick<Wallet, "getEarnings">;
  /** Undefined: there is no such service. */
  withdrawals: Pick<Withdrawals, "listWithdrawals"> | undefined;
}

export interface WithdrawalSum {
  count: number;
  cents: bigint;
}

/** What an admin needs to know of a creator to decide on a withdrawal. */
export interface CreatorRecord {
  id: string;
  earned: Earnings;
  /** Of the newest hundred. */
  withdrawals:
    | { paid: WithdrawalSum; rejected: WithdrawalSum; failed: WithdrawalSum; complete: boolean }
    | undefined;
}

const NEWEST = 100;

export async function readCreatorRecord(
  { wallet, withdrawals }: ReadCreatorRecordPorts,
  creatorId: string,
): Promise<CreatorRecord> {
  const any = { status: undefined, needsReview: false, cursor: undefined };
  const [earned, page] = await Promise.all([
    wallet.getEarnings({ creatorId, streamIds: [], since: [] }),
    withdrawals?.listWithdrawals({ ...any, creatorId, limit: NEWEST }),
  ]);
  const sums = page && {
    paid: sumOf(page.items, "COMPLETED"),
    rejected: sumOf(page.items, "REJECTED"),
    failed: sumOf(page.items, "FAILED"),
    complete: page.nextCursor === undefined,
  };
  return { id: creatorId, earned, withdrawals: sums };
}

function sumOf(withdrawals: readonly Withdrawal[], status: WithdrawalStatus): WithdrawalSum {
  const found = withdrawals.filter((withdrawal) => withdrawal.status === status);
  return { count: found.length, cents: found.reduce((sum, { amount }) => sum + amount, 0n) };
}
