import { least, type Span, spanOf } from "./fifo.ts";

/**
 * What a viewer's account received, or what a refund or dispute took back from it, in the account's order.
 * All other debits are spending; they are known by their sum only.
 */
export interface TokenChange {
  version: bigint;
  /** Below zero: taken back. */
  tokens: bigint;
  /** Empty for a credit that is of no top-up. */
  topUpId: string;
  /** The account's, after it. */
  balance: bigint;
}

interface Lot {
  topUpId: string;
  /** Not spent yet, and not taken back. */
  left: bigint;
}

/**
 * Which of the spent tokens were a top-up's. The tokens that an account spent are counted from its opening,
 * without what was taken back; the spans are sorted and of no other top-up. What is not spent yet comes next.
 *
 * Tokens are spent first in, first out. What is taken back is the named top-up's own: of its unspent tokens
 * the last ones. If these are too few, other top-ups' tokens stand in for them, and get as many of the
 * tokens that the named one spent first. Lost tokens are those spent last, so they stay where they are.
 */
export function spentOf(changes: readonly TokenChange[], topUpId: string): Span[] {
  const book = new TokenLots();
  for (const change of changes) book.add(change);
  book.spendAll();
  return book.spansOf(topUpId);
}

/** The same of every top-up; of tokens that no top-up brought under "". */
export function spentByTopUp(changes: readonly TokenChange[]): ReadonlyMap<string, readonly Span[]> {
  const book = new TokenLots();
  for (const change of changes) book.add(change);
  book.spendAll();
  return book.spans;
}

/**
 * How many tokens an account had spent up to and with an entry, counted as spans are. `balance`: after it.
 */
export const spentAt = (
  changes: readonly TokenChange[],
  { version, balance }: { version: bigint; balance: bigint },
): bigint =>
  changes.reduce((sum, { tokens, version: at }) => (at <= version ? sum + tokens : sum), 0n) - balance;

/** All tokens that were taken back up to and with a version. */
export const takenBackUpTo = (changes: readonly TokenChange[], version: bigint): bigint =>
  changes.reduce((sum, { tokens, version: at }) => (tokens < 0n && at <= version ? sum - tokens : sum), 0n);

class TokenLots {
  /** Oldest first. */
  #lots: Lot[] = [];
  readonly #spans = new Map<string, Span[]>();
  #spent = 0n;
  /** What was received, less what was taken back. */
  #kept = 0n;

  add({ tokens, topUpId, balance }: TokenChange): void {
    this.#spendUpTo(this.#kept - (balance - tokens));
    this.#kept += tokens;
    if (tokens > 0n) this.#lots.push({ topUpId, left: tokens });
    else this.#takeBack(topUpId, -tokens);
    this.#lots = this.#lots.filter(({ left }) => left > 0n);
  }

  spendAll(): void {
    this.#spendUpTo(this.#kept);
  }

  get spans(): ReadonlyMap<string, readonly Span[]> {
    return this.#spans;
  }

  spansOf(topUpId: string): Span[] {
    return this.#spans.get(topUpId) ?? [];
  }

  #spendUpTo(to: bigint): void {
    for (const lot of this.#lots) {
      const part = least(lot.left, to - this.#spent);
      if (part <= 0n) continue;
      this.#give(lot.topUpId, [spanOf(this.#spent, part)]);
      lot.left -= part;
      this.#spent += part;
    }
    this.#lots = this.#lots.filter(({ left }) => left > 0n);
  }

  #takeBack(topUpId: string, tokens: bigint): void {
    let due = tokens;
    const take = (lot: Lot): bigint => {
      const part = least(lot.left, due);
      lot.left -= part;
      due -= part;
      return part;
    };
    for (const lot of this.#lots.toReversed()) if (lot.topUpId === topUpId) take(lot);
    for (const lot of this.#lots) this.#give(lot.topUpId, this.#giveUp(topUpId, take(lot)));
  }

  /** Takes the tokens that a top-up spent first from it. */
  #giveUp(topUpId: string, tokens: bigint): Span[] {
    const given: Span[] = [];
    const kept: Span[] = [];
    let left = tokens;
    for (const { from, to } of this.spansOf(topUpId)) {
      const middle = from + least(to - from, left);
      left -= middle - from;
      if (middle > from) given.push({ from, to: middle });
      if (to > middle) kept.push({ from: middle, to });
    }
    this.#spans.set(topUpId, kept);
    return given;
  }

  #give(topUpId: string, given: readonly Span[]): void {
    const sorted = [...this.spansOf(topUpId), ...given].sort((one, other) =>
      one.from < other.from ? -1 : 1,
    );
    const joined: Span[] = [];
    for (const { from, to } of sorted) {
      const last = joined.at(-1);
      if (last?.to === from) last.to = to;
      else joined.push({ from, to });
    }
    this.#spans.set(topUpId, joined);
  }
}
