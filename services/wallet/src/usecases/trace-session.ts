import { overlap, type Span } from "../domain/fifo.ts";
import { spentAt, spentByTopUp } from "../domain/token-lots.ts";
import type { Spending } from "../ports/spending.ts";

/** Minutes that are looked at: a session of a day has 1,440. */
const MOST_MINUTES = 10_000;

export interface TraceSessionPorts {
  spending: Pick<Spending, "paidMinutesOf" | "changesOf">;
}

/** Tokens of a session's minutes that a top-up brought; `topUpId` empty: that no top-up brought. */
export interface SessionFunding {
  topUpId: string;
  tokens: bigint;
}

/**
 * Whose tokens paid a session's minutes: first in, first out. Two reads, and then arithmetic: each minute
 * has its place in the account by the balance after it.
 */
export async function traceSession(
  { spending }: TraceSessionPorts,
  session: string,
): Promise<SessionFunding[]> {
  const minutes = await spending.paidMinutesOf(session, MOST_MINUTES);
  const [first] = minutes;
  if (!first) return [];
  // Read after the minutes, so no change before them is missing.
  const changes = await spending.changesOf(first.account);
  const paid = minutes.map((minute): Span => {
    const to = spentAt(changes, minute);
    return { from: to - minute.tokens, to };
  });
  return [...spentByTopUp(changes)].flatMap(([topUpId, spans]) => {
    const tokens = paid.reduce(
      (sum, minute) => sum + spans.reduce((part, span) => part + overlap(minute, span), 0n),
      0n,
    );
    return tokens > 0n ? [{ topUpId, tokens }] : [];
  });
}
