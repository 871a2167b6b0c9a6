/**
 * Which acts of admins need a second admin, and who the second may not be. Every act that moves money or
 * changes a rule is judged by this one table.
 */

interface ActRule {
  /**
   * When a second admin is needed. `day_sum`: the cents of the subject's acts within a day, this one
   * included, are above the limit. `margin`: a rate earns less than its floor. `earlier`: money becomes
   * available earlier than by the terms in force. `loosening`: a policy allows more than the one in force.
   * `always`: at any amount.
   */
  needs: "day_sum" | "margin" | "earlier" | "loosening" | "always";
  /** Who may not be the second (or, for a withdrawal, approve at all). */
  notSecond: readonly Tie[];
  /**
   * It gives its subject money by hand: the admin who asked for it does not approve that creator's next
   * withdrawal.
   */
  adjustsBalance: boolean;
}

/** What ties a person to an act. */
export type Tie =
  /** Asked for it, or approved it before. */
  | "requester"
  /** It is about their own money or rule. */
  | "subject"
  /** Changed the subject's balance by hand since its last withdrawal that others decided. */
  | "adjuster"
  /** The only admin who approved this payout. */
  | "sole_approver";

export const ACTS = {
  /** A credit or debit by hand. Its limit counts every asset, in cents. */
  adjustment: { needs: "day_sum", notSecond: ["requester", "subject"], adjustsBalance: true },
  /** Money of a payout goes back to the creator because an admin says so. */
  give_back: { needs: "day_sum", notSecond: ["requester", "subject"], adjustsBalance: true },
  /** Two people end a payout that can't end without them, on evidence from outside. */
  resolve_with_creator: { needs: "always", notSecond: ["requester", "subject"], adjustsBalance: false },
  resolve_with_platform: { needs: "always", notSecond: ["requester", "subject"], adjustsBalance: false },
  rate: { needs: "margin", notSecond: ["requester", "subject"], adjustsBalance: false },
  /** When earnings become available. */
  earnings_policy: { needs: "earlier", notSecond: ["requester", "subject"], adjustsBalance: false },
  auto_approval: { needs: "loosening", notSecond: ["requester", "subject"], adjustsBalance: false },
  /** Approvals are kept with their withdrawal. */
  approve: { needs: "day_sum", notSecond: ["requester", "subject", "adjuster"], adjustsBalance: false },
  mark_paid: { needs: "day_sum", notSecond: ["subject", "sole_approver"], adjustsBalance: false },
} as const satisfies Record<string, ActRule>;

/** Acts that are kept in `admin_act` and can wait for a second admin. */
export const ACT_KINDS = [
  "adjustment",
  "give_back",
  "resolve_with_creator",
  "resolve_with_platform",
  "rate",
  "earnings_policy",
  "auto_approval",
] as const satisfies (keyof typeof ACTS)[];
export type ActKind = (typeof ACT_KINDS)[number];

/** Kinds whose requester is barred from approving the subject's next withdrawal. */
export const ADJUSTING = ACT_KINDS.filter((kind) => ACTS[kind].adjustsBalance);
/** Kinds whose cents add up within a day. */
export const SUMMED = ACT_KINDS.filter((kind) => ACTS[kind].needs === "day_sum");

export const ACT_STATES = ["pending", "confirmed", "executed", "declined", "expired", "failed"] as const;
export type ActState = (typeof ACT_STATES)[number];

/** Why a second admin is needed; empty where one is enough. */
export type NeedsSecond =
  | ""
  | "above_limit"
  | "day_sum"
  | "admin_day_sum"
  | "own"
  | "low_margin"
  | "loses_money"
  | "releases_earlier"
  | "allows_more"
  | "always";

export interface DualControlLimits {
  /** Above this a second admin is needed: for one act, and for all acts of a subject within a day. */
  secondAboveCents: bigint;
  /** The same for all acts of one admin within a day, of all subjects; undefined: not summed. */
  adminDayAboveCents: bigint | undefined;
  /** What a token brings in; undefined: not configured. */
  tokenPriceCents: number | undefined;
  /** What a token may cost the platform where its price is not known. */
  tokenCeilingCents: number;
  /** A rate that keeps less than this part of the viewer's price needs a second admin. */
  marginFloorPercent: number;
}

export interface RateTerms {
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
}

export interface ActFacts {
  kind: ActKind;
  actorId: string;
  subject: string;
  cents: bigint;
  /** Cents of the acts within the last day that one admin did alone: of this subject, and of this admin. */
  subjectDayCents: bigint;
  adminDayCents: bigint;
  rate: RateTerms | undefined;
  /** Of an earnings policy: the wallet has judged that it makes no money available earlier. */
  releasesNothingEarlier?: boolean | undefined;
  /** A policy that allows more than the present one. */
  loosens?: boolean | undefined;
}

/** Whether an act needs a second admin, and why. */
export function needsSecond(facts: ActFacts, limits: DualControlLimits): NeedsSecond {
  const rule: ActRule = ACTS[facts.kind];
  if (facts.subject !== "" && sameUser(facts.subject, facts.actorId)) return "own";
  if (rule.needs === "always") return "always";
  if (rule.needs === "earlier") return facts.releasesNothingEarlier ? "" : "releases_earlier";
  if (rule.needs === "loosening") return facts.loosens === false ? "" : "allows_more";
  if (rule.needs === "margin") return facts.rate ? marginNeeds(facts.rate, limits) : "always";
  if (facts.cents > limits.secondAboveCents) return "above_limit";
  if (facts.cents + facts.subjectDayCents > limits.secondAboveCents) return "day_sum";
  const adminDay = limits.adminDayAboveCents;
  if (adminDay !== undefined && facts.cents + facts.adminDayCents > adminDay) return "admin_day_sum";
  return "";
}

function marginNeeds(rate: RateTerms, limits: DualControlLimits): NeedsSecond {
  if (losesMoney(rate, limits)) return "loses_money";
  const income = incomeOf(rate, limits.tokenPriceCents ?? limits.tokenCeilingCents);
  const margin = income - rate.creatorCentsPerMinute;
  // Where the price is not known the ceiling is the floor.
  const floor = limits.tokenPriceCents === undefined ? 0 : limits.marginFloorPercent;
  return margin * 100n < income * BigInt(floor) ? "low_margin" : "";
}

/** Whether a rate surely costs more than it brings in. */
export function losesMoney(rate: RateTerms, { tokenPriceCents }: DualControlLimits): boolean {
  if (rate.creatorCentsPerMinute === 0n) return false;
  if (rate.tokensPerMinute === 0n) return true;
  return tokenPriceCents !== undefined && incomeOf(rate, tokenPriceCents) < rate.creatorCentsPerMinute;
}

/**
 * Cents of a viewer's minute. A token's price may have a fraction; a price per minute is at most a million
 * tokens.
 */
const incomeOf = ({ tokensPerMinute }: RateTerms, tokenPriceCents: number): bigint =>
  BigInt(Math.floor(Number(tokensPerMinute) * tokenPriceCents));

/** What a token counts for against the limit: a viewer with tokens can turn them into a creator's money. */
export const tokenCents = ({ tokenPriceCents, tokenCeilingCents }: DualControlLimits): bigint =>
  BigInt(Math.ceil(tokenPriceCents ?? tokenCeilingCents));

/** Ids are case-sensitive, but two spellings of one name are no two people. */
export const sameUser = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Why this person may not be the second for an act; undefined: may. */
export function tieOf(
  kind: keyof typeof ACTS,
  person: string,
  ties: Partial<Record<Tie, readonly string[]>>,
): Tie | undefined {
  return ACTS[kind].notSecond.find((tie) => ties[tie]?.some((tied) => sameUser(tied, person)));
}

/** An executed or confirmed act that changed a creator's balance. */
export interface BalanceAct {
  by: string;
  at: Date;
  /** See balanceActCents. */
  cents: bigint;
}

/** With more acts than this about one creator, every admin among them is barred. */
export const MOST_BALANCE_ACTS = 1_000;

/** A debit bars its admin for one withdrawal. */
export const balanceActCents = (cents: bigint, isDebit: boolean): bigint =>
  isDebit || cents < 1n ? 1n : cents;

/** A withdrawal that was approved and not given back. */
export interface DecidedWithdrawal {
  requestedAt: Date;
  cents: bigint;
  approvedBy: readonly string[];
}

/**
 * The admins who may not approve a creator's withdrawals now. An adjustment bars its admin until
 * withdrawals that were asked for after it, and approved by others alone, come to as much as it: a small
 * first withdrawal does not clear a large credit.
 */
export function barredApprovers(
  acts: readonly BalanceAct[],
  decided: readonly DecidedWithdrawal[],
): string[] {
  const admins = [...new Map(acts.map(({ by }) => [by.toLowerCase(), by])).values()];
  if (acts.length >= MOST_BALANCE_ACTS) return admins;
  return admins.filter((admin) => outstanding(admin, acts, decided) > 0n);
}

function outstanding(
  admin: string,
  acts: readonly BalanceAct[],
  decided: readonly DecidedWithdrawal[],
): bigint {
  const credits = acts
    .filter(({ by }) => sameUser(by, admin))
    .map(({ at, cents }) => ({ at, change: cents }));
  const others = decided
    .filter(({ approvedBy }) => !approvedBy.some((one) => sameUser(one, admin)))
    .map(({ requestedAt, cents }) => ({ at: requestedAt, change: -cents }));
  return [...credits, ...others]
    .sort((a, b) => a.at.getTime() - b.at.getTime() || Number(b.change < 0n) - Number(a.change < 0n))
    .reduce((sum, { change }) => (sum + change > 0n ? sum + change : 0n), 0n);
}
