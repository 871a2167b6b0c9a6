import type { Clock } from "@metercast/runtime";
import { isInfrastructureFailure, MetercastError } from "@metercast/runtime";
import * as rules from "../../domain/meter.ts";
import type { Session } from "../../domain/session.ts";
import { shardOfKey } from "../../domain/shard.ts";
import type { MeteredSessions } from "../../ports/metered-sessions.ts";
import type { BillingDesk } from "./billing-desk.ts";
import { type CommitEndsPorts, commitEnds } from "./commit-ends.ts";
import { type EndShortPorts, endShort } from "./end-short.ts";
import { type WriteRowsPorts, writeRows } from "./flush-rows.ts";
import { type JudgeLimitsPorts, judgeLimits } from "./judge-limits.ts";
import { SILENCE_GRACE_MS } from "./meter.ts";
import { applyHeartbeat } from "./read-presence.ts";
import { applyDecision } from "./read-results.ts";
import { keyOf } from "./store/keys.ts";
import type { TableSession } from "./store/session-table.ts";

export interface BillHerePorts extends CommitEndsPorts, EndShortPorts, JudgeLimitsPorts, WriteRowsPorts {
  rows: Pick<MeteredSessions, "byIds" | "flush" | "withStream">;
  clock: Clock;
  desk: BillingDesk;
}

/** A backlog of a whole day, 30 minutes at a time. */
const MAX_EMISSIONS = 60;

/**
 * A heartbeat for a session that this replica meters: posts what is due and waits for the decisions. Gives
 * the tokens that this call posted. Runs at the session's turn at the desk. @throws unavailable
 */
export async function billHere(ports: BillHerePorts, row: Session, seenAt: number): Promise<number> {
  const { meter, rows, desk } = ports;
  const key = keyOf(row.id);
  // Reads the end of the stream, which may not have reached the meter: no minute is posted that ended after
  // it.
  const fresh = await rows.withStream(row.id);
  if (fresh) meter.know(fresh.session);
  if (fresh?.streamEndedAt !== undefined && inMemory(ports, row).endedAt === 0)
    meter.endStreams(new Map([[row.streamId, fresh.streamEndedAt]]));
  heartbeat(ports, inMemory(ports, row), seenAt);
  // A later report of the media plane takes nothing back that is due now: after a crash the row must say so.
  if (inMemory(ports, row).mediaFrom !== undefined) await writeRows(ports, [key]);
  let posted = 0;
  try {
    await judgeLimits(ports, [key]);
    posted = await postDue(ports, row);
    // If the wallet is unavailable, the job asks it again.
    await endShort(ports, [key]).catch(unlessInfrastructure);
  } finally {
    const session = meter.table.find(key);
    if (session && meter.ends.has(session.slot)) await commitEnds(ports, [key]);
    else if (session && session.paid > 0 && meter.dirty.has(session.slot)) await desk.writeRow(key);
  }
  return posted * row.tokensPerMinute;
}

/**
 * If the heartbeat shows a gap that the log may still close, the log decides: it contains this heartbeat
 * too.
 */
function heartbeat(ports: BillHerePorts, session: TableSession, seenAt: number): void {
  const { meter, clock } = ports;
  const at = clamp(ports, session, seenAt);
  const gap = rules.isGap(session, at, meter.lostAfterMs);
  const clearGap =
    isLogRead(ports, session) && rules.isGap(session, at, meter.lostAfterMs + SILENCE_GRACE_MS);
  if (!gap || clearGap) applyHeartbeat(meter, session, at, clock.now());
}

export const clamp = ({ clock }: { clock: Clock }, session: TableSession, seenAt: number): number =>
  Math.min(Math.max(seenAt, session.startedAt), clock.now());

/**
 * The log has been read to its end for so long that gateways have sent what they kept while the broker was
 * away.
 */
export function isLogRead({ meter, presence }: BillHerePorts, session: TableSession): boolean {
  return (
    presence.state().atEndForMs >= meter.lostAfterMs &&
    meter.shards.get(shardOfKey(session.key))?.presence === true
  );
}

/**
 * Posts what is due; gives the number of minutes that this call posted. Minutes that an event has already
 * sent do not count, answered or not: the wallet answers them like new ones, and reporting a minute twice
 * would be worse than reporting it only by event.
 */
async function postDue(ports: BillHerePorts, row: Session): Promise<number> {
  const { meter, clock, desk } = ports;
  let posted = 0;
  for (let emission = 0; emission < MAX_EMISSIONS; emission++) {
    const session = inMemory(ports, row);
    const sent = session.emitted;
    session.retryAt = 0;
    const next = rules.nextEmission(session, clock.monotonic(), meter.limited.upTo(session.slot));
    if (!next) return posted;
    const { key, terms, viewerAccount, endedAt } = session;
    rules.emit(session, next.to, clock.monotonic());
    meter.due.delete(session.slot);
    const due = { session: { key, terms, viewerAccount, endedAt }, ...next };
    const decisions = await desk.post(due).catch((error: unknown) => {
      dueAgain(ports, row, sent);
      throw error;
    });
    let decided = 0;
    for (const decision of decisions.get(key) ?? []) {
      if (decision.outcome === "paid" && decision.minute > sent) posted += 1;
      if (decision.outcome !== "gap") decided += 1;
      applyDecision(meter, decision, clock.now());
    }
    if (decided <= next.to - next.from || inMemory(ports, row).refusedMinute > 0) return posted;
  }
  return posted;
}

/** The wallet did not answer: the minutes go out by event, whose result shows what this call posted. */
function dueAgain({ meter }: BillHerePorts, row: Session, sent: number): void {
  const session = meter.table.find(keyOf(row.id));
  if (!session || session.paid >= session.emitted) return;
  session.emitted = Math.max(session.paid, sent);
  rules.emissionFailed(session);
  meter.due.add(session.slot);
}

/**
 * The session in memory, also after an await in which its shard was dropped and loaded. @throws unavailable
 */
export function inMemory({ meter }: Pick<BillHerePorts, "meter">, row: Session): TableSession {
  const session = meter.table.find(keyOf(row.id)) ?? meter.know(row);
  if (!session) throw new MetercastError("unavailable");
  return session;
}

export function unlessInfrastructure(error: unknown): void {
  if (!isInfrastructureFailure(error)) throw error;
}
