import type { Availability } from "./availability.ts";
import type { Schedule } from "./schedule.ts";
import { reviewReasonFor, type Withdrawal } from "./withdrawal.ts";

/** The payout that comes next, as far as it can be known. Cents. */
export interface NextPayout {
  kind: "withdrawal" | "schedule";
  withdrawalId: string | undefined;
  /** Undefined where somebody must act first, or where no day is set. */
  date: string | undefined;
  /** What is there for it already. */
  amount: bigint;
  /** With what is likely to come until then; undefined with too little to go on. */
  expected: bigint | undefined;
  /** What must happen first: the creator acts, or waits for an admin (`approval`). */
  waitsFor: string | undefined;
}

/** An open withdrawal: it has a day only where it is on its way and nothing is missing. */
export function ofWithdrawal(withdrawal: Withdrawal): NextPayout {
  const { id, amount, fee, status, estimatedArrival } = withdrawal;
  const attention = reviewReasonFor("creator", withdrawal);
  const waitsFor = attention ?? (status === "PENDING" ? "approval" : undefined);
  const date = waitsFor === undefined ? estimatedArrival?.toISOString().slice(0, 10) : undefined;
  return { kind: "withdrawal", withdrawalId: id, date, amount: amount - fee, expected: undefined, waitsFor };
}

const DAY_MS = 86_400_000;

/**
 * The next run of a schedule. `meanOf`: what a day is likely to earn, in cents; undefined with too little to
 * go on. Undefined where payouts are made by hand.
 */
export function ofSchedule(
  schedule: Schedule,
  money: Availability,
  { now, isPayable, meanOf }: { now: Date; isPayable: boolean; meanOf: ((day: Date) => number) | undefined },
): NextPayout | undefined {
  const { cadence, nextRun, pausedBy, retain, minimum } = schedule;
  if (cadence === "manual") return undefined;
  const runAt = nextRun?.at ?? now;
  const lastDay = runAt.toISOString().slice(0, 10);
  const matured = money.upcoming
    .filter(({ availableOn }) => availableOn <= lastDay)
    .reduce((sum, { amount }) => sum + amount, money.available);
  const amount = positive(matured - retain);
  const likely =
    nextRun && meanOf ? positive(matured + likelyUntil(runAt, money, now, meanOf) - retain) : undefined;
  const waitsFor =
    pausedBy !== undefined ? "paused" : isPayable ? schedule.waitsFor : "payout_method_missing";
  const short = waitsFor === undefined && (likely ?? amount) < minimum ? "below_minimum" : waitsFor;
  return {
    kind: "schedule",
    withdrawalId: undefined,
    date: short === undefined ? nextRun?.date : undefined,
    amount,
    expected: likely,
    waitsFor: short,
  };
}

/** What days from today on are likely to earn that is available when the run comes. */
function likelyUntil(
  runAt: Date,
  { terms }: Pick<Availability, "terms">,
  now: Date,
  meanOf: (day: Date) => number,
): bigint {
  let cents = 0;
  const lag = terms.holdDays === 0 ? 0 : (terms.holdDays + 1) * DAY_MS;
  for (let at = now.getTime(); at + lag < runAt.getTime(); at += DAY_MS) {
    const part = Math.min(1, (runAt.getTime() - lag - at) / DAY_MS);
    cents += meanOf(new Date(at)) * part;
  }
  return BigInt(Math.round((cents * (100 - terms.reservePercent)) / 100));
}

const positive = (cents: bigint): bigint => (cents > 0n ? cents : 0n);
