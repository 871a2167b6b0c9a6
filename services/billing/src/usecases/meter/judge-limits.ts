import type { AnyEvent } from "@metercast/contracts";
import type { Clock } from "@metercast/runtime";
import {
  type Judgment,
  judgeMinutes,
  type LimitUse,
  type OtherSpending,
  type Spender,
  spenderOf,
} from "../../domain/judge-minutes.ts";
import * as rules from "../../domain/meter.ts";
import type { Session } from "../../domain/session.ts";
import { countsAt } from "../../domain/spending.ts";
import { type LimitVersion, periodOf } from "../../domain/spending-limits.ts";
import type { MeteredSessions } from "../../ports/metered-sessions.ts";
import type { SpendingReads } from "../../ports/spending-limits.ts";
import type { Store } from "../../ports/store.ts";
import { liveSpending, otherSpending, type ToJudge } from "../spending/spending-of.ts";
import type { Meter } from "./meter.ts";
import { idOf, keyOf } from "./store/keys.ts";
import type { TableSession } from "./store/session-table.ts";

export interface JudgeLimitsPorts {
  meter: Meter;
  rows: Pick<MeteredSessions, "byIds">;
  spending: SpendingReads;
  store: Pick<Store, "transaction">;
  clock: Clock;
}

/** In three statements: some 10 ms. */
const MAX_SESSIONS = 100;

/**
 * Judges the minutes that have begun by the viewers' spending limits. A session whose next minute does not
 * fit ends where its last fitting one ended; a due minute that does not fit is refused and never sent. While
 * the database does not answer, nothing is judged, and nothing that was not judged is sent. Gives the number
 * of sessions.
 */
export async function judgeLimits(ports: JudgeLimitsPorts, only?: readonly string[]): Promise<number> {
  const { meter, rows, spending } = ports;
  const keys = only ? only.filter((key) => isWaiting(meter, key)) : waiting(meter);
  if (keys.length === 0) return 0;
  const found = await rows.byIds(keys.map(idOf));
  const viewers = [...new Set(found.map(({ viewerId }) => viewerId))];
  const versions = await spending.limitsOf(viewers);
  const live = await spending.unsettledSessions(viewers, earliest(ports, found, versions));
  const judged = prepare(ports, found, live, versions);
  const others = await otherSpending(
    spending,
    judged,
    live.map(({ id }) => id),
  );
  for (const [place, one] of judged.entries()) {
    const session = meter.table.find(keyOf(one.id));
    const spent = others[place];
    if (session && spent) await apply(ports, session, one, spent);
  }
  dropMissing(meter, keys, found);
  return keys.length;
}

interface Prepared extends ToJudge {
  version: number;
}

/** The sessions to judge as the meter has them now, each with the viewer's other ones. */
function prepare(
  { meter, clock }: JudgeLimitsPorts,
  found: readonly Session[],
  live: readonly Session[],
  versions: ReadonlyMap<string, LimitVersion[]>,
): Prepared[] {
  const { spenders } = liveSpending(live, clock.now(), (row) => inMemory(meter, row));
  const byViewer = Map.groupBy(live, ({ viewerId }) => viewerId);
  return found.flatMap(({ id, viewerId }) => {
    const session = meter.table.find(keyOf(id));
    if (!session) return [];
    const judged = meter.limited.upTo(session.slot);
    const others = (byViewer.get(viewerId) ?? []).flatMap((row) =>
      row.id === id ? [] : (spenders.get(row.id) ?? []),
    );
    const version = meter.limited.versionOf(session.slot);
    const own = spenderOf(session, session.terms.tokensPerMinute);
    return [{ id, viewerId, session: own, judged, version, others, versions: versions.get(viewerId) ?? [] }];
  });
}

function inMemory(meter: Meter, row: Session): Spender | undefined {
  const session = meter.table.find(keyOf(row.id));
  return session && spenderOf(session, row.tokensPerMinute);
}

/** The start of the earliest period that can count: before it nothing is read. */
function earliest(
  { meter, clock }: JudgeLimitsPorts,
  found: readonly Session[],
  versions: ReadonlyMap<string, readonly LimitVersion[]>,
): number {
  let since = clock.now();
  for (const row of found) {
    const session = meter.table.find(keyOf(row.id));
    if (!session) continue;
    const at = countsAt(session, meter.limited.upTo(session.slot) + 1);
    for (const { zone } of versions.get(row.viewerId) ?? [])
      since = Math.min(since, periodOf(zone, "month", at).from);
  }
  return since;
}

async function apply(
  ports: JudgeLimitsPorts,
  session: TableSession,
  { viewerId, judged, version }: Prepared,
  spent: OtherSpending,
): Promise<void> {
  const { meter } = ports;
  const { slot, key } = session;
  // As it is now: reports may have come while the database answered.
  const own = spenderOf(session, session.terms.tokensPerMinute);
  const judgment = judgeMinutes(own, judged, spent, (use) => meter.warnings.has(viewerId, use));
  await warn(ports, viewerId, judgment);
  const still = meter.table.find(key);
  if (still?.slot !== slot || meter.limited.versionOf(slot) !== version) return;
  stop(meter, still, judgment);
  meter.limited.judged(slot, version, judgment.upTo);
  meter.queueDue(still);
}

/** Nothing after `upTo` is watched for money: the session ends there, or leaves its due minutes unpaid. */
function stop(meter: Meter, session: TableSession, { upTo, reached }: Judgment): void {
  if (!reached) return;
  const change = rules.reachLimit(session, upTo);
  if (change === "nothing") return;
  meter.dirty.add(session.slot);
  meter.queueEnd(session, change);
}

/** Once for a period: the event says it to the viewer. */
async function warn({ meter, store, clock }: JudgeLimitsPorts, viewerId: string, { near }: Judgment) {
  const uses = near.filter((use) => !meter.warnings.has(viewerId, use));
  if (uses.length === 0) return;
  await store.transaction(async (tx) => {
    const events: AnyEvent[] = [];
    for (const use of uses)
      if (await tx.warnOnce(viewerId, use)) events.push(limitNear(viewerId, use, clock.now()));
    await tx.append(events);
  });
  for (const use of uses) meter.warnings.add(viewerId, use);
}

const limitNear = (viewerId: string, { kind, limit, spent, period }: LimitUse, now: number): AnyEvent => ({
  type: "billing.spending_limit.near.v1",
  message: {
    viewerId,
    period: kind,
    limitTokens: BigInt(limit),
    spentTokens: BigInt(spent),
    endsAt: new Date(period.to),
    occurredAt: new Date(now),
  },
});

/** A session without a row (a restored database) is refused by nobody. */
function dropMissing(meter: Meter, keys: readonly string[], found: readonly Session[]): void {
  const ids = new Set(found.map(({ id }) => id));
  for (const key of keys) {
    const session = ids.has(idOf(key)) ? undefined : meter.table.find(key);
    if (session) meter.limited.delete(session.slot);
  }
}

function isWaiting(meter: Meter, key: string): boolean {
  const session = meter.table.find(key);
  return session !== undefined && meter.limited.toJudge.has(session.slot);
}

function waiting({ limited, table }: Meter): string[] {
  const keys: string[] = [];
  for (const slot of limited.toJudge) {
    keys.push(table.at(slot).key);
    if (keys.length === MAX_SESSIONS) break;
  }
  return keys;
}
