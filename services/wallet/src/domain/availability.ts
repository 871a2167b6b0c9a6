import type { Account } from "./account.ts";
import { type Day, dayOf } from "./day.ts";
import { type EarningsPolicies, type EarningsTerms, termsAt, termsOfDay } from "./earnings-policy.ts";
import { dueLots, type ReserveLot } from "./reserve-lot.ts";

/** What the books say about one creator's earnings, as of one moment. */
export interface EarningsFacts {
  account: Pick<Account, "posted" | "held">;
  policies: EarningsPolicies;
  /** Cents per day, of all days that may not be available yet. */
  earned: readonly { day: Day; cents: bigint }[];
  /** The day of the first earnings; undefined before them. */
  firstDay: Day | undefined;
  /** Open ones. */
  lots: readonly ReserveLot[];
  /** Days of which a lot was placed, with the cents that the terms reserved then. */
  reserved: ReadonlyMap<Day, bigint>;
  /** Cents that the creator owes the platform. */
  debt: bigint;
}

/** An amount that is not available yet. It is from the start of `availableOn` (UTC). */
export interface UpcomingAmount {
  cents: bigint;
  earnedOn: Day;
  availableOn: Day;
  kind: "maturing" | "reserve";
}

/** Cents. balance = available + withheldForDebt + heldForWithdrawals + the sum of `upcoming`. */
export interface Availability {
  balance: bigint;
  available: bigint;
  heldForWithdrawals: bigint;
  debt: bigint;
  withheldForDebt: bigint;
  /** By `availableOn`. */
  upcoming: UpcomingAmount[];
  /** In force now. */
  terms: EarningsTerms;
}

/**
 * What a creator can withdraw, and when the rest follows. Lots that are due count as available: a
 * withdrawal releases them first. What was debited meanwhile consumes what is available first, then what
 * would be available next.
 */
export function availability(facts: EarningsFacts, nowMs: number): Availability {
  const { account, lots, debt } = facts;
  const due = dueLots(lots, dayOf(nowMs));
  const open = lots.filter((lot) => !due.includes(lot));
  const heldForWithdrawals = account.held - sum(lots.map(({ cents }) => cents));
  const own = account.posted - heldForWithdrawals;
  const upcoming = within(own, [...withheldAmounts(facts, nowMs), ...open.map(toUpcoming)]);
  const rest = own - sum(upcoming.map(({ cents }) => cents));
  const withheldForDebt = least(debt, rest);
  return {
    balance: account.posted,
    available: rest - withheldForDebt,
    heldForWithdrawals,
    debt,
    withheldForDebt,
    upcoming: upcoming.sort(byTime),
    terms: termsAt(facts.policies, nowMs),
  };
}

/**
 * The lot to place for a day that is over: `share` is what the terms reserve, `cents` what is left of it.
 * Undefined where the terms reserve nothing, or the time of the reserve is over. Needs an account without
 * due lots.
 */
export function lotOf(
  facts: EarningsFacts,
  day: Day,
  nowMs: number,
): { share: bigint; cents: bigint; releaseOn: Day } | undefined {
  const isOfDay = ({ earnedOn, kind }: UpcomingAmount) => earnedOn === day && kind === "reserve";
  const wanted = withheldAmounts(facts, nowMs).find(isOfDay);
  const left = wanted && availability(facts, nowMs).upcoming.find(isOfDay);
  if (!wanted) return undefined;
  // Earlier lots may hold what the computation already counts for this one.
  const cents = least(left?.cents ?? 0n, facts.account.posted - facts.account.held);
  return { share: wanted.cents, cents, releaseOn: wanted.availableOn };
}

/** What the terms withhold by computation, whether or not the account still has it. */
function withheldAmounts(facts: EarningsFacts, nowMs: number): UpcomingAmount[] {
  const today = dayOf(nowMs);
  return facts.earned.flatMap(({ day, cents }) => {
    const terms = termsOfDay(facts.policies, day, facts.firstDay, nowMs);
    const placed = facts.reserved.get(day);
    const reserve = placed ?? (cents * BigInt(terms.reservePercent)) / 100n;
    // A day without a hold is available while it lasts.
    const availableOn = terms.holdDays === 0 ? day : day + 1 + terms.holdDays;
    const releaseOn = day + 1 + Math.max(terms.holdDays, terms.reserveDays);
    const amounts: UpcomingAmount[] = [
      { cents: cents - reserve, earnedOn: day, availableOn, kind: "maturing" },
      {
        cents: placed === undefined ? reserve : 0n,
        earnedOn: day,
        availableOn: releaseOn,
        kind: "reserve",
      },
    ];
    return amounts.filter((amount) => amount.cents > 0n && amount.availableOn > today);
  });
}

/** The amounts as far as the money goes: the latest are full, the earliest are consumed. */
function within(cents: bigint, amounts: readonly UpcomingAmount[]): UpcomingAmount[] {
  let left = cents;
  const kept: UpcomingAmount[] = [];
  for (const amount of [...amounts].sort((one, other) => byTime(other, one))) {
    const covered = least(amount.cents, left);
    if (covered > 0n) kept.push({ ...amount, cents: covered });
    left -= covered;
  }
  return kept;
}

const toUpcoming = ({ cents, day, releaseOn }: ReserveLot): UpcomingAmount => ({
  cents,
  earnedOn: day,
  availableOn: releaseOn,
  kind: "reserve",
});

const byTime = (one: UpcomingAmount, other: UpcomingAmount): number =>
  one.availableOn - other.availableOn || one.earnedOn - other.earnedOn || one.kind.localeCompare(other.kind);

const sum = (cents: readonly bigint[]): bigint => cents.reduce((total, one) => total + one, 0n);

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
