import { firstVersionOver, overlap, type Span, spanOf } from "../domain/fifo.ts";
import { spentOf, takenBackUpTo } from "../domain/token-lots.ts";
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
 * How a top-up's tokens were spent, oldest first. `credits`: the top-up's. As many reads as entries that the
 * tokens paid, and for each run of them some twenty to find the first.
 */
export async function* followTokens(
  spending: Spending,
  topUpId: string,
  credits: readonly TokenCredit[],
): AsyncGenerator<FollowedEntry> {
  const [first] = credits;
  if (!first) return;
  const { account, newest } = first;
  // Read after `newest`, so no change up to it is missing.
  const changes = await spending.changesOf(account);
  const spentUpTo = async (at: bigint) =>
    (await spending.spentUpTo(account, at)) - takenBackUpTo(changes, at);
  for (const span of spentOf(changes, topUpId)) {
    const after = (await firstVersionOver(newest + 1n, span.from, spentUpTo)) - 1n;
    yield* followSpan(spending, account, span, { after, spent: await spentUpTo(after) });
  }
}

/** `spent`: all that the account spent up to and with the version `after`. */
async function* followSpan(
  spending: Spending,
  account: bigint,
  span: Span,
  { after, spent }: { after: bigint; spent: bigint },
): AsyncGenerator<FollowedEntry> {
  while (spent < span.to) {
    const entries = await spending.spendingAfter(account, after, READ);
    for (const entry of entries) {
      after = entry.version;
      if (entry.referenceType === TAKEN_BACK) continue;
      const shared = overlap(spanOf(spent, entry.tokens), span);
      const from = span.from > spent ? span.from - spent : 0n;
      if (shared > 0n) yield { ...entry, part: spanOf(from, shared) };
      spent += entry.tokens;
    }
    if (entries.length < READ) return;
  }
}

/** What a part of a minute's tokens earned: the parts of a minute sum up to its cents. */
export const earnedBy = (cents: bigint, tokens: bigint, { from, to }: Span): bigint =>
  tokens === 0n ? 0n : (cents * to) / tokens - (cents * from) / tokens;
