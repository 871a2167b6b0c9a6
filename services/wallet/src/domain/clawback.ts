import { least } from "./fifo.ts";
import { type Purchase, type Reversed, tokensFor } from "./top-up-money.ts";

/** What creators bear of a loss. docs/GLOSSARY.md defines the four. */
export const CLAWBACK_POLICIES = ["absorb", "recover", "share", "pass_on"] as const;

export interface ClawbackPolicy {
  name: (typeof CLAWBACK_POLICIES)[number];
  /** The part of the minutes' earnings that creators bear: 0 for absorb, 100 for recover and pass_on. */
  percent: number;
}

export function clawbackPolicy(name: ClawbackPolicy["name"], sharePercent: number): ClawbackPolicy {
  if (name === "absorb") return { name, percent: 0 };
  return { name, percent: name === "share" ? sharePercent : 100 };
}

/** Tokens of a top-up that were spent and whose money is gone. */
export const lostTokens = (purchase: Purchase, reversed: Reversed): bigint =>
  tokensFor(purchase, reversed.cents) - reversed.tokens;

/** Tokens of a top-up as they were spent, oldest first. */
export interface SpentTokens {
  tokens: bigint;
  /** What the tokens earned the creator. */
  cents: bigint;
  /** Undefined: spent otherwise, or in a ledger period that was detached. */
  creator: bigint | undefined;
}

export interface TracedLoss {
  /** Creator's account → cents that the lost tokens earned. */
  shares: Map<bigint, bigint>;
  /** Tokens for which no creator's minute was found. */
  untraced: bigint;
}

/**
 * Who earned lost tokens. The tokens that were spent last are lost first, so a loss that grows reaches
 * further back. At most `mostCents` are traced, because the platform takes back no more than it lost.
 */
export function traceLoss(spent: readonly SpentTokens[], lost: bigint, mostCents: bigint): TracedLoss {
  const shares = new Map<bigint, bigint>();
  let untraced = lost;
  let left = mostCents;
  let reached = 0n;
  for (const { tokens, cents, creator } of spent.toReversed()) {
    const part = least(lost - reached, tokens);
    if (part === 0n) break;
    reached += part;
    if (creator === undefined) continue;
    untraced -= part;
    const earned = least((cents * part) / tokens, left);
    left -= earned;
    if (earned > 0n) shares.set(creator, (shares.get(creator) ?? 0n) + earned);
  }
  return { shares, untraced };
}

/** What a step found for a creator. `piece`: the step that took; another one gives back, below zero. */
export interface Share {
  piece: string;
  creator: bigint;
  cents: bigint;
}

/** What a loss that grew takes from creators, beyond what was taken before. */
export function newShares(
  step: string,
  shares: ReadonlyMap<bigint, bigint>,
  before: readonly Share[],
): Share[] {
  const borne = sumsOf(before, ({ creator }) => creator);
  return [...shares].flatMap(([creator, target]) => {
    const cents = target - (borne.get(creator) ?? 0n);
    return cents > 0n ? [{ piece: step, creator, cents }] : [];
  });
}

/**
 * What a loss that shrank gives back to creators: all beyond `shares`, from the last piece on. `before`: the
 * shares of earlier steps, in their order.
 */
export function givenBack(shares: ReadonlyMap<bigint, bigint>, before: readonly Share[]): Share[] {
  const back: Share[] = [];
  for (const [creator, borne] of sumsOf(before, (share) => share.creator)) {
    let left = borne - (shares.get(creator) ?? 0n);
    const own = before.filter((share) => share.creator === creator);
    for (const [piece, cents] of [...sumsOf(own, (share) => share.piece)].reverse()) {
      const part = least(left, cents);
      if (part <= 0n) continue;
      back.push({ piece, creator, cents: -part });
      left -= part;
    }
  }
  return back;
}

function sumsOf<Key>(shares: readonly Share[], keyOf: (share: Share) => Key): Map<Key, bigint> {
  const sums = new Map<Key, bigint>();
  for (const share of shares) {
    const key = keyOf(share);
    sums.set(key, (sums.get(key) ?? 0n) + share.cents);
  }
  return sums;
}

/** How a share of cents is borne. The four sum up to it; below zero they are given back. */
export interface Borne {
  reserve: bigint;
  available: bigint;
  debt: bigint;
  absorbed: bigint;
}

/** The part of a share that creators bear; the platform bears the rest in any case. */
export const creatorsPart = (cents: bigint, { percent }: Pick<ClawbackPolicy, "percent">): bigint =>
  (cents * BigInt(percent)) / 100n;

/**
 * Who bears a share of which `reserve` was drawn from the reserve and `available` can be taken: the reserve,
 * what is available, then by the policy a debt or the platform.
 */
export function bear(
  cents: bigint,
  policy: ClawbackPolicy,
  { reserve, available }: Pick<Borne, "reserve" | "available">,
): Borne {
  const part = creatorsPart(cents, policy);
  const taken = least(part - reserve, available);
  const rest = part - reserve - taken;
  const debt = policy.name === "pass_on" ? rest : 0n;
  return { reserve, available: taken, debt, absorbed: cents - reserve - taken - debt };
}

/**
 * Gives back cents of a piece as it is borne now, in the reverse order of taking: what the platform bore for
 * want of money, debt, what was available, the reserve.
 */
export function unbear(borne: Borne, cents: bigint, policy: Pick<ClawbackPolicy, "percent">): Borne {
  const before = borne.reserve + borne.available + borne.debt + borne.absorbed;
  const byPolicy = (share: bigint) => share - creatorsPart(share, policy);
  const absorbed = byPolicy(before) - byPolicy(before - cents);
  let left = cents - absorbed;
  const take = (most: bigint): bigint => {
    const part = least(left, most);
    left -= part;
    return part;
  };
  const forWant = take(borne.absorbed - byPolicy(before));
  const [debt, available, reserve] = [take(borne.debt), take(borne.available), take(borne.reserve)];
  return { reserve: -reserve, available: -available, debt: -debt, absorbed: -(absorbed + forWant) };
}

/** Which debts an amount pays, the oldest first. */
export function payDebts<Debt extends { cents: bigint }>(
  debts: readonly Debt[],
  cents: bigint,
): { debt: Debt; cents: bigint }[] {
  let left = cents;
  return debts.flatMap((debt) => {
    const part = least(debt.cents, left);
    left -= part;
    return part > 0n ? [{ debt, cents: part }] : [];
  });
}
