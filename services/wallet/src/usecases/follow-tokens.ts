import { firstVersionOver, overlap, type Span, spanOf } from "../domain/fifo.ts";
import type { Spending, SpendingEntry, TokenCredit } from "../ports/spending.ts";

/** Entries of one read. */
const READ = 1_000;
/** A refund's or dispute's own debit: tokens that were taken back, not spent. */
const TAKEN_BACK = "TOP_UP_REVERSAL";

/** An entry of a viewer's account, with the part of its tokens that came from a top-up. */
export interface FollowedEntry extends SpendingEntry {
  /** Tokens of the top-up, from this one of the entry's tokens on. */
  part: Span;
}

/**
 * How a top-up's tokens were spent, oldest first: first in, first out on the viewer's account. As many reads
 * as entries that the tokens paid, and some twenty to find the first.
 */
export async function* followTokens(
  spending: Spending,
  credits: readonly TokenCredit[],
): AsyncGenerator<FollowedEntry> {
  for (const credit of credits) yield* followCredit(spending, credit);
}

async function* followCredit(
  spending: Spending,
  { account, version, tokens, newest }: TokenCredit,
): AsyncGenerator<FollowedEntry> {
  const span = spanOf(await spending.receivedBefore(account, version), tokens);
  const spentUpTo = (at: bigint) => spending.spentUpTo(account, at);
  let after = (await firstVersionOver(newest + 1n, span.from, spentUpTo)) - 1n;
  let spent = await spentUpTo(after);
  while (spent < span.to) {
    const entries = await spending.spendingAfter(account, after, READ);
    for (const entry of entries) {
      const shared = overlap(spanOf(spent, entry.tokens), span);
      const from = span.from > spent ? span.from - spent : 0n;
      if (shared > 0n && entry.referenceType !== TAKEN_BACK) yield { ...entry, part: spanOf(from, shared) };
      spent += entry.tokens;
      after = entry.version;
    }
    if (entries.length < READ) return;
  }
}

/** What a part of a minute's tokens earned: the parts of a minute sum up to its cents. */
export const earnedBy = (cents: bigint, tokens: bigint, { from, to }: Span): bigint =>
  tokens === 0n ? 0n : (cents * to) / tokens - (cents * from) / tokens;
