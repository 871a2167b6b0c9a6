import { type Day, localMidnight } from "@metercast/calendar";
import { latestPeriod, nextPeriod, type Period, periodEnd, type Rhythm } from "./period.ts";

/** `manual`: nothing happens without a request. `threshold`: as soon as the minimum is available. */
export const CADENCES = ["manual", "weekly", "monthly", "threshold"] as const;
export type Cadence = (typeof CADENCES)[number];

/** One version of a creator's schedule. */
export interface Schedule {
  creatorId: string;
  version: number;
  cadence: Cadence;
  /** Weekly 1 (Monday) to 7, monthly 1 to 31; without meaning for the others. */
  anchorDay: number;
  zone: string;
  /** Cents: a run pays at least this. */
  minimum: bigint;
  /** Cents that a run leaves. */
  retain: bigint;
  /** Undefined: the default one at the time of the run. */
  payoutMethodId: string | undefined;
  effectiveFrom: Date;
  creatorName: string;
  creatorEmail: string;
  createdAt: Date;
}

/** A run that has a day. */
export interface PlannedRun {
  schedule: Schedule;
  period: Period;
}

const isCalendar = (schedule: Schedule): schedule is Schedule & Rhythm =>
  schedule.cadence === "weekly" || schedule.cadence === "monthly";

/** The highest version whose time has come. `versions`: newest first. */
export const inForce = (versions: readonly Schedule[], now: Date): Schedule | undefined =>
  versions.find(({ effectiveFrom }) => effectiveFrom <= now);

/**
 * When a new version begins to count: with the next period of the one in force. Without a calendar there is
 * no period, and turning schedules off counts at once.
 */
export function effectiveFrom(present: Schedule | undefined, wished: Cadence, now: Date): Date {
  if (!present || wished === "manual" || !isCalendar(present)) return now;
  return periodEnd(present, now);
}

/**
 * The run of a calendar schedule that is due: the latest period only, also after a long outage. A version
 * that began after its latest period leaves the run to the version before.
 */
export function dueRun(versions: readonly Schedule[], now: Date): PlannedRun | undefined {
  let until = now;
  for (const schedule of versions) {
    if (schedule.effectiveFrom > now) continue;
    if (!isCalendar(schedule)) return undefined;
    const period = latestPeriod(schedule, until);
    if (period.at >= schedule.effectiveFrom) return { schedule, period };
    // Versions overlap nowhere: the older one counted until a moment before this one.
    until = new Date(Math.min(until.getTime(), schedule.effectiveFrom.getTime() - 1));
  }
  return undefined;
}

/** The next run that has a day. `taken`: periods that have a run already. */
export function nextRun(
  versions: readonly Schedule[],
  after: Date,
  taken: ReadonlySet<string>,
): PlannedRun | undefined {
  const present = inForce(versions, after);
  const next = nextVersion(versions, after);
  if (present && isCalendar(present)) {
    const period = untaken(present, after, taken);
    if (!next || period.at < next.effectiveFrom) return { schedule: present, period };
  }
  if (!next || !isCalendar(next)) return undefined;
  return { schedule: next, period: untaken(next, new Date(next.effectiveFrom.getTime() - 1), taken) };
}

/** The version that counts next: the newest of several that begin together, none that was replaced. */
function nextVersion(versions: readonly Schedule[], after: Date): Schedule | undefined {
  const present = inForce(versions, after)?.version ?? 0;
  const later = versions.filter(({ effectiveFrom: from, version }) => from > after && version > present);
  const first = Math.min(...later.map(({ effectiveFrom: from }) => from.getTime()));
  return later.find(({ effectiveFrom: from }) => from.getTime() === first);
}

function untaken(rhythm: Rhythm, after: Date, taken: ReadonlySet<string>): Period {
  let period = nextPeriod(rhythm, after);
  while (taken.has(period.key)) period = nextPeriod(rhythm, period.at);
  return period;
}

/** A threshold schedule is looked at this often. */
const THRESHOLD_MS = 60_000;

/** What a schedule waits for next: `dueAt` where a run has a day, `nextAt` for the job. */
export function planOf(
  versions: readonly Schedule[],
  now: Date,
  taken: ReadonlySet<string>,
): { dueAt: Date | undefined; nextAt: Date | undefined } {
  const due = dueRun(versions, now);
  if (due && !taken.has(due.period.key)) return { dueAt: due.period.at, nextAt: due.period.at };
  if (inForce(versions, now)?.cadence === "threshold")
    return { dueAt: undefined, nextAt: new Date(now.getTime() + THRESHOLD_MS) };
  const next = nextRun(versions, now, taken)?.period.at;
  return { dueAt: next, nextAt: next ?? nextVersion(versions, now)?.effectiveFrom };
}

/** More than a year of weeks; a longer outage reads "53". */
const MOST_MISSED = 53;

/** Periods between the creator's last run and one that is due now: this one stands for them. */
export function missedBefore({ schedule, period }: PlannedRun, lastRunOn: Day | undefined): number {
  if (!isCalendar(schedule)) return 0;
  const began = new Date(schedule.effectiveFrom.getTime() - 1);
  const last = lastRunOn ? localMidnight(schedule.zone, lastRunOn) : began;
  let missed = 0;
  let at = nextPeriod(schedule, last > began ? last : began).at;
  for (; at < period.at && missed < MOST_MISSED; missed += 1) at = nextPeriod(schedule, at).at;
  return missed;
}
