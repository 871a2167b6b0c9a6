export const CADENCES = ["manual", "weekly", "monthly", "threshold"] as const;
export type Cadence = (typeof CADENCES)[number];

/** A creator's schedule of payouts. Amounts are cents, dates YYYY-MM-DD in its zone. */
export interface Schedule extends ScheduleTerms {
  /** 0: never set. */
  version: number;
  effectiveFrom: Date | undefined;
  pausedBy: string | undefined;
  pauseReason: string | undefined;
  nextRun: { period: string; date: string; at: Date } | undefined;
  /** Why a threshold schedule that has enough money does not run now. */
  waitsFor: string | undefined;
}

export interface ScheduleTerms {
  cadence: Cadence;
  anchorDay: number;
  zone: string;
  minimum: bigint;
  retain: bigint;
  payoutMethodId: string | undefined;
}

export interface PayoutRun {
  id: string;
  period: string;
  date: string;
  outcome: "created" | "skipped";
  reason: string | undefined;
  detail: string | undefined;
  withdrawalId: string | undefined;
  amount: bigint | undefined;
  nextDate: string | undefined;
}

export const CALENDAR_KINDS = [
  "run",
  "available",
  "reserve_release",
  "arrival",
  "holiday",
  "method_unlocked",
] as const;
export type CalendarKind = (typeof CALENDAR_KINDS)[number];

export interface CalendarItem {
  date: string;
  kind: CalendarKind;
  amount: bigint | undefined;
  label: string;
  /** Of the run, withdrawal or payout method. */
  id: string | undefined;
}
