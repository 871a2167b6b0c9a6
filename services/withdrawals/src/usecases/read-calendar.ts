import { dayText } from "@metercast/calendar";
import type { Clock } from "@metercast/runtime";
import { arrivalDay, type BankCalendar } from "../domain/arrival.ts";
import { payoutLabel } from "../domain/payout-method.ts";
import { nextRun, type PlannedRun } from "../domain/schedule.ts";
import type { Run } from "../ports/schedules.ts";
import type { Store } from "../ports/store.ts";
import type { Availability, Wallet } from "../ports/wallet.ts";
import { takenPeriods } from "./set-schedule.ts";

export interface ReadCalendarPorts {
  store: Pick<Store, "schedules" | "withdrawals" | "methods">;
  wallet: Pick<Wallet, "availability">;
  banks: BankCalendar;
  clock: Clock;
}

export interface CalendarItem {
  /** "2026-12-04": of a run in the schedule's zone, of money in UTC, of banks in New York. */
  date: string;
  kind: "run" | "available" | "reserve_release" | "arrival" | "holiday" | "method_unlocked";
  /** Cents. */
  amount: bigint | undefined;
  label: string;
  /** Of the run, withdrawal or method. */
  of: { kind: "payoutRun" | "withdrawal" | "payoutMethod"; id: string } | undefined;
}

export interface CalendarRequest {
  creatorId: string;
  /** "2026-12-01", both included. */
  from: string;
  to: string;
}

/** More than a year of weekly runs. */
const MOST_RUNS = 60;

/** What happens to a creator's money on the days of a time, in the order of the days. */
export async function readCalendar(
  ports: ReadCalendarPorts,
  { creatorId, from, to }: CalendarRequest,
): Promise<CalendarItem[]> {
  const { store, wallet, banks } = ports;
  const query = { creatorId, needsReview: false, scheduled: undefined, limit: 10, after: undefined };
  const items = [
    ...(await store.schedules.lastRuns(creatorId, MOST_RUNS)).flatMap(ofRun),
    ...(await plannedRuns(ports, creatorId, to)).map(ofPlanned),
    ...(await wallet.availability(creatorId)).upcoming.map(ofUpcoming),
    ...(await store.withdrawals.list({ ...query, status: "APPROVED" })).flatMap(
      ({ id, amount, estimatedArrival: at, payoutLabel: label }): CalendarItem[] =>
        at ? [item("arrival", arrivalDay(at), `Expected: ${label}`, amount, { kind: "withdrawal", id })] : [],
    ),
    ...(await store.methods.list(creatorId)).flatMap((method): CalendarItem[] => {
      const { id, kind, lockedUntil } = method;
      if (!lockedUntil || lockedUntil.getTime() <= ports.clock.now()) return [];
      const label = `Payouts may go to ${payoutLabel(kind, method)} again`;
      const day = lockedUntil.toISOString().slice(0, 10);
      return [item("method_unlocked", day, label, undefined, { kind: "payoutMethod", id })];
    }),
    ...years(from, to).flatMap((year) =>
      banks.holidays(year).map(({ day, name }) => item("holiday", dayText(day), `Banks closed: ${name}`)),
    ),
  ];
  return items
    .filter(({ date }) => date >= from && date <= to)
    .sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0));
}

const item = (
  kind: CalendarItem["kind"],
  date: string,
  label: string,
  amount?: bigint,
  of?: CalendarItem["of"],
): CalendarItem => ({ kind, date, label, amount, of });

function ofRun({ id, period, runOn, outcome, reason, amount }: Run): CalendarItem[] {
  if (outcome === "placing") return [];
  const label = outcome === "created" ? `Payout of ${period}` : `Skipped: ${reason.replaceAll("_", " ")}`;
  return [item("run", dayText(runOn), label, amount, { kind: "payoutRun", id })];
}

const ofPlanned = ({ period }: PlannedRun): CalendarItem =>
  item("run", dayText(period.day), `Scheduled payout of ${period.key}`);

const ofUpcoming = ({ amount, availableOn, kind }: Availability["upcoming"][number]): CalendarItem =>
  kind === "reserve"
    ? item("reserve_release", availableOn, "Released from the reserve", amount)
    : item("available", availableOn, "Available from this day on", amount);

async function plannedRuns({ store, clock }: ReadCalendarPorts, creatorId: string, to: string) {
  const { schedules } = store;
  const versions = await schedules.versions(creatorId);
  const { creator, admin } = await schedules.pauses(creatorId);
  if (creator || admin) return [];
  const taken = await takenPeriods(schedules, creatorId);
  const planned: PlannedRun[] = [];
  let run = nextRun(versions, new Date(clock.now()), taken);
  while (run && dayText(run.period.day) <= to && planned.length < MOST_RUNS) {
    planned.push(run);
    run = nextRun(versions, run.period.at, taken);
  }
  return planned;
}

/** The years of a time, of at most a year and a day. */
const years = (from: string, to: string): number[] => [
  ...new Set([Number(from.slice(0, 4)), Number(to.slice(0, 4))]),
];
