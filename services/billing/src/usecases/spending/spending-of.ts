import {
  type OtherSpending,
  periodsToJudge,
  type Spender,
  spenderOfRow,
  spentIn,
} from "../../domain/judge-minutes.ts";
import type { Session } from "../../domain/session.ts";
import type { Span } from "../../domain/spending.ts";
import type { LimitVersion } from "../../domain/spending-limits.ts";
import type { SpendingReads } from "../../ports/spending-limits.ts";

/** The sessions of a viewer whose minutes can still grow, with the newest that is known of each. */
export interface LiveSpending {
  rows: readonly Session[];
  spenders: ReadonlyMap<string, Spender>;
}

/** How a session that this replica meters stands; undefined: it is not in memory. */
export type InMemory = (row: Session) => Spender | undefined;

export const liveSpending = (rows: readonly Session[], now: number, inMemory: InMemory): LiveSpending => ({
  rows,
  spenders: new Map(rows.map((row) => [row.id, inMemory(row) ?? spenderOfRow(row, now)])),
});

/** One session to judge. */
export interface ToJudge {
  viewerId: string;
  id: string;
  session: Spender;
  /** Its minutes that were judged. */
  judged: number;
  versions: readonly LimitVersion[];
  others: readonly Spender[];
}

/** What the viewers of some sessions spent beside them: one statement for all of them. */
export async function otherSpending(
  spending: Pick<SpendingReads, "settledTokens">,
  sessions: readonly ToJudge[],
  live: readonly string[],
): Promise<OtherSpending[]> {
  const asked = sessions.map(({ session, judged, versions }) => periodsToJudge(session, judged, versions));
  const requests = sessions.flatMap(({ viewerId }, place) =>
    (asked[place] ?? []).map((period) => ({ viewerId, period })),
  );
  const tokens = await spending.settledTokens(requests, live);
  let next = 0;
  return sessions.map(({ versions, others }, place) => {
    const known = new Map((asked[place] ?? []).map((period) => [nameOf(period), tokens[next++] ?? 0]));
    return { versions, others, settled: (period) => known.get(nameOf(period)) ?? 0 };
  });
}

const nameOf = ({ from, to }: Span): string => `${from} ${to}`;

/** What a viewer has spent in each period. */
export async function spentInPeriods(
  spending: Pick<SpendingReads, "settledTokens">,
  viewerId: string,
  { rows, spenders }: LiveSpending,
  periods: readonly Span[],
): Promise<number[]> {
  const settled = await spending.settledTokens(
    periods.map((period) => ({ viewerId, period })),
    rows.map(({ id }) => id),
  );
  return periods.map((period, place) => (settled[place] ?? 0) + spentIn([...spenders.values()], period));
}
