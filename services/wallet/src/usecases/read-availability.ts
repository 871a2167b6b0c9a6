import type { Clock } from "@metercast/runtime";
import type { Account } from "../domain/account.ts";
import { type Availability, availability, type EarningsFacts } from "../domain/availability.ts";
import { type Day, dayOf } from "../domain/day.ts";
import { type EarningsTerms, longestDays } from "../domain/earnings-policy.ts";
import type { EarningsBooks } from "../ports/earnings-books.ts";
import type { Ledger } from "../ports/ledger.ts";

export interface ReadAvailabilityPorts {
  ledger: Ledger;
  clock: Pick<Clock, "now">;
  /** The platform's terms until an admin sets others. */
  configuredTerms: EarningsTerms;
}

/** What a creator can withdraw, and when the rest follows. A creator without an account has nothing. */
export function readAvailability(
  { ledger, clock, configuredTerms }: ReadAvailabilityPorts,
  creatorId: string,
): Promise<Availability & { asOf: Date }> {
  const nowMs = clock.now();
  return ledger.snapshot(async (books) => {
    const [account] = await books.findAccounts([{ userId: creatorId, asset: "USD" }]);
    const facts = await readFacts(books, account ?? nothing(creatorId), configuredTerms, nowMs);
    return { ...availability(facts, nowMs), asOf: new Date(nowMs) };
  });
}

const nothing = (userId: string): Account => ({
  account: 0n,
  userId,
  asset: "USD",
  posted: 0n,
  held: 0n,
  version: 0n,
});

/**
 * What the books say about a creator's earnings. Under the account's lock, or in a snapshot, all of it is as
 * of one moment.
 */
export async function readFacts(
  books: EarningsBooks,
  account: Account,
  configured: EarningsTerms,
  nowMs: number,
): Promise<EarningsFacts> {
  const platform = await books.earningsPolicies("");
  const creator = await books.earningsPolicies(account.userId);
  const policies = { configured, platform, creator };
  const days = longestDays(policies);
  const waiting = days === 0 ? NOTHING_WAITS : await waitingEarnings(books, account, dayOf(nowMs) - days - 1);
  const lots = await books.openLots(account.account);
  return { account, policies, ...waiting, lots, debt: await books.debtOf(account.account) };
}

type WaitingEarnings = Pick<EarningsFacts, "earned" | "firstDay" | "reserved">;

/** No terms withhold anything: no day's earnings need be read. */
const NOTHING_WAITS: WaitingEarnings = { earned: [], firstDay: undefined, reserved: new Map() };

async function waitingEarnings(
  books: EarningsBooks,
  { account }: Account,
  from: Day,
): Promise<WaitingEarnings> {
  const reserved = await books.reservedByDay(account, from);
  return {
    earned: await books.earnedByDay(account, from),
    firstDay: await books.firstEarnedOn(account),
    reserved: new Map(reserved.map(({ day, cents }) => [day, cents])),
  };
}
