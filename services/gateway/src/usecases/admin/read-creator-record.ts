import type { Withdrawal, WithdrawalStatus } from "../../domain/withdrawal.ts";
import type { Schedules } from "../../ports/schedules.ts";
import type { Earnings, Wallet } from "../../ports/wallet.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";

export interface ReadCreatorRecordPorts {
  wallet: Pick<Wallet, "getEarnings" | "getAvailability">;
  /** Undefined: there is no such service. */
  withdrawals: Pick<Withdrawals, "listWithdrawals"> | undefined;
  schedules: Pick<Schedules, "getSchedule"> | undefined;
}

export interface WithdrawalSum {
  count: number;
  cents: bigint;
}

/** What an admin needs to know of a creator to decide on a withdrawal. */
export interface CreatorRecord {
  id: string;
  earned: Earnings;
  /** Cents: what can be withdrawn now, and what is held for withdrawals. */
  available: bigint;
  held: bigint;
  /** Of the newest hundred. */
  withdrawals:
    | { paid: WithdrawalSum; rejected: WithdrawalSum; failed: WithdrawalSum; complete: boolean }
    | undefined;
  /** By whom payouts are paused, and an admin's reason; undefined: they are not. */
  paused: { by: string; reason: string | undefined } | undefined;
}

const NEWEST = 100;

export async function readCreatorRecord(
  { wallet, withdrawals, schedules }: ReadCreatorRecordPorts,
  creatorId: string,
): Promise<CreatorRecord> {
  const any = { status: undefined, needsReview: false, cursor: undefined };
  const [earned, funds, page, schedule] = await Promise.all([
    wallet.getEarnings({ creatorId, streamIds: [], since: [] }),
    wallet.getAvailability(creatorId),
    withdrawals?.listWithdrawals({ ...any, creatorId, limit: NEWEST }),
    schedules?.getSchedule(creatorId),
  ]);
  const sums = page && {
    paid: sumOf(page.items, "COMPLETED"),
    rejected: sumOf(page.items, "REJECTED"),
    failed: sumOf(page.items, "FAILED"),
    complete: page.nextCursor === undefined,
  };
  const { available, heldForWithdrawals: held } = funds;
  const paused =
    schedule?.pausedBy === undefined ? undefined : { by: schedule.pausedBy, reason: schedule.pauseReason };
  return { id: creatorId, earned, available, held, withdrawals: sums, paused };
}

function sumOf(withdrawals: readonly Withdrawal[], status: WithdrawalStatus): WithdrawalSum {
  const found = withdrawals.filter((withdrawal) => withdrawal.status === status);
  return { count: found.length, cents: found.reduce((sum, { amount }) => sum + amount, 0n) };
}
