import { type Clock, failpoint } from "@metercast/runtime";
import { lotOf } from "../domain/availability.ts";
import { type Day, dayOf } from "../domain/day.ts";
import type { EarningsTerms } from "../domain/earnings-policy.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { Relay } from "../ports/relay.ts";
import type { ReserveDays } from "../ports/reserve-days.ts";
import { placeLot } from "./lots.ts";
import { readFacts } from "./read-availability.ts";
import { releaseDueLots } from "./release-lots.ts";

export interface ReservePorts {
  ledger: Ledger;
  reserveDays: ReserveDays;
  relay: Relay;
  clock: Pick<Clock, "now">;
  /** The platform's terms until an admin sets others. */
  configuredTerms: EarningsTerms;
}

/** Where the next run continues. */
export interface ReservePlace {
  day: Day;
  /** An account: those up to it are done. */
  after: bigint;
}

/** A posting that began before midnight has committed long before this. */
const SETTLED_MS = 15 * 60_000;
/** The longest reserve: of an older day nothing is left to hold. */
const MOST_DAYS = 180;
/** Creators of one run; each is a transaction of some milliseconds. */
const CREATORS = 100;

/**
 * Holds the reserve of days that are over, some creators of one day a run, oldest day first. Gives where
 * the next run continues, undefined where all is done. Any number of replicas may run it: the account's
 * lock and the lot's key let each lot be placed once.
 */
export async function placeReserve(
  ports: ReservePorts,
  place: ReservePlace | undefined,
): Promise<ReservePlace | undefined> {
  const { day, after } = place ?? { day: await nextDay(ports), after: 0n };
  if (day === undefined) return undefined;
  const creators = await ports.reserveDays.creators(day, after, CREATORS);
  for (const { userId, earned } of creators) if (earned) await placeLotOf(ports, userId, day);
  ports.relay.wake();
  const last = creators.length === CREATORS ? creators.at(-1) : undefined;
  if (last) return { day, after: last.account };
  failpoint("wallet.reserve_day_over");
  await ports.reserveDays.markPlaced(day);
  const next = await nextDay(ports);
  return next === undefined ? undefined : { day: next, after: 0n };
}

/** The oldest day that is over and not done. */
async function nextDay({ reserveDays, clock }: ReservePorts): Promise<Day | undefined> {
  const first = await reserveDays.firstReserveAt();
  if (!first) return undefined;
  const today = dayOf(clock.now() - SETTLED_MS);
  const from = Math.max(dayOf(first.getTime()), today - MOST_DAYS);
  const placed = new Set(await reserveDays.placedDays(from));
  for (let day = from; day < today; day++) if (!placed.has(day)) return day;
  return undefined;
}

async function placeLotOf(ports: ReservePorts, userId: string, day: Day): Promise<void> {
  const { ledger, clock, configuredTerms } = ports;
  await ledger.transaction(async (tx) => {
    const [locked] = await tx.lockAccounts([{ userId, asset: "USD" }]);
    if (!locked) return;
    const nowMs = clock.now();
    const account = await releaseDueLots(tx, locked, nowMs);
    const lot = lotOf(await readFacts(tx, account, configuredTerms, nowMs), day, nowMs);
    if (lot) await placeLot(tx, account, { ...lot, day, part: 0 }, nowMs);
    failpoint("wallet.before_lot_commit");
  });
  failpoint("wallet.lot_placed");
}
