import { type PresenceReport, readPresenceReports } from "@metercast/contracts";
import type { PresenceSeen } from "@metercast/contracts/gateway/v1/events.ts";
import type { Clock } from "@metercast/runtime";
import * as rules from "../../domain/meter.ts";
import type { Session } from "../../domain/session.ts";
import { shardOfKey } from "../../domain/shard.ts";
import type { LogMessage } from "../../ports/log.ts";
import type { MeteredSessions } from "../../ports/metered-sessions.ts";
import type { Meter } from "./meter.ts";
import { idOf, keyOf } from "./store/keys.ts";
import type { TableSession } from "./store/session-table.ts";

export interface ReadPresencePorts {
  meter: Meter;
  rows: Pick<MeteredSessions, "byIds">;
  unknown: UnknownSessions;
  clock: Clock;
}

const LOOKUP_IDS = 1_000;

/**
 * Applies the reports of `gateway.presence.seen.v1`. Sessions that are not in memory are looked up in sets.
 */
export async function readPresence(
  ports: ReadPresencePorts,
  { message, trace }: LogMessage<PresenceSeen>,
): Promise<void> {
  const { meter, unknown, clock } = ports;
  const now = clock.now();
  const missing: PresenceReport[] = [];
  const dueBefore = meter.due.size;
  for (const report of readPresenceReports(message)) {
    if (meter.shards.get(shardOfKey(report.key))?.presence !== true) continue;
    if (applyPresence(meter, report, now)) continue;
    // The media plane reports a join or leave once, so no later report makes up for it.
    if (report.source !== "heartbeat" || !unknown.has(report.key, clock.monotonic())) missing.push(report);
  }
  for (let i = 0; i < missing.length; i += LOOKUP_IDS) await lookUp(ports, missing.slice(i, i + LOOKUP_IDS));
  if (meter.due.size > dueBefore) meter.trace(trace);
}

async function lookUp(
  { meter, rows, unknown, clock }: ReadPresencePorts,
  missing: PresenceReport[],
): Promise<void> {
  const found = await rows.byIds([...new Set(missing.map(({ key }) => idOf(key)))]);
  const byKey = new Map(found.map((row) => [keyOf(row.id), row]));
  for (const report of missing) {
    const row = byKey.get(report.key);
    if (row && (!row.settled || stillCounts(row, report))) meter.know(row);
  }
  for (const report of missing)
    if (!applyPresence(meter, report, clock.now())) unknown.add(report.key, clock.monotonic());
}

/** Whether a report can change a session that has ended and settled. */
function stillCounts(row: Session, { at, source }: PresenceReport): boolean {
  if (row.endedAt === undefined) return true;
  if (at > row.endedAt) return false;
  if (source === "heartbeat" || row.mediaFrom === undefined) return at > row.lastSeenAt;
  return source === "media_joined" && (row.mediaFrom === 0 || at < row.mediaFrom);
}

/** False if the session is not in memory. */
export function applyPresence(meter: Meter, { key, at, source }: PresenceReport, now: number): boolean {
  const session = meter.table.find(key);
  if (!session) return false;
  // With presence policy "any" every source counts like a heartbeat.
  if (source === "heartbeat" || session.mediaFrom === undefined) applyHeartbeat(meter, session, at, now);
  else if (source === "media_joined") queue(meter, session, rules.mediaJoined(session, at, now));
  else queue(meter, session, rules.mediaLeft(session, at, now));
  return true;
}

export function applyHeartbeat(meter: Meter, session: TableSession, at: number, now: number): void {
  const change = rules.report(session, at, now, meter.lostAfterMs);
  if (change === "nothing") return;
  if (session.lastSeenAt > meter.newestReportAt) meter.newestReportAt = session.lastSeenAt;
  // Three of four heartbeats make nothing due.
  if (change === "seen" && rules.unansweredMinutes(session) === 0) meter.dirty.add(session.slot);
  else queue(meter, session, change);
}

function queue(meter: Meter, session: TableSession, change: rules.Change): void {
  if (change === "nothing") return;
  meter.dirty.add(session.slot);
  meter.noteDue(session);
  meter.queueEnd(session, change);
  meter.queueDue(session);
}

/**
 * A session without a row is not looked up again for this long. Reports are cumulative: if it opens
 * meanwhile, nothing is lost.
 */
const UNKNOWN_FOR_MS = 5_000;
/** A bound on memory. At the bound the set is cleared, and the keys are looked up again. */
const MAX_UNKNOWN = 100_000;

/** The keys that a lookup did not find recently. */
export class UnknownSessions {
  readonly #until = new Map<string, number>();

  /** At `now` (monotonic ms). */
  has(key: string, now: number): boolean {
    return (this.#until.get(key) ?? 0) > now;
  }

  add(key: string, now: number): void {
    if (this.#until.size >= MAX_UNKNOWN) this.#until.clear();
    this.#until.set(key, now + UNKNOWN_FOR_MS);
  }
}
