import { MalformedEvent } from "@metercast/contracts";
import type { PresenceSeen } from "@metercast/contracts/gateway/v1/events.ts";
import type { Session } from "../../domain/session.ts";
import type { Clock, LogMessage, MeterStore } from "../../ports.ts";
import { idOf, keyOf, type Meter, partitionOfKey, type SightingSource } from "./meter.ts";

export interface SightingDeps {
  meter: Meter;
  store: MeterStore;
  clock: Clock;
}

interface Sighting {
  key: string;
  at: number;
  source: SightingSource;
}

/** By the byte in the message; one that nobody knows yet is taken for a heartbeat, as it always was. */
const SOURCES: Record<number, SightingSource> = { 2: "media_joined", 3: "media_left" };

/** Ids that no open session has are not asked for again for this long; sightings are cumulative, so a session that opens meanwhile loses nothing. */
const UNKNOWN_FOR_MS = 5_000;
/** Of these no more are remembered: then all are forgotten, and asked for again. */
const MAX_UNKNOWN = 100_000;
const LOOKUP_IDS = 1_000;

/** Applies the sightings of `gateway.presence.seen.v1`. Sessions that are not in memory are looked up in sets. */
export function readSightings(deps: SightingDeps) {
  const { meter, clock } = deps;
  const unknownUntil = new Map<string, number>();

  return async ({ message, trace }: LogMessage<PresenceSeen>): Promise<void> => {
    const now = clock.now();
    const missing: Sighting[] = [];
    const readyBefore = meter.ready.size;
    for (const sighting of sightings(message)) {
      if (meter.held.get(partitionOfKey(sighting.key))?.presence !== true) continue;
      if (meter.sighting(sighting.key, sighting.at, now, sighting.source)) continue;
      // The media plane says it once: that is not made up for by the next.
      if (sighting.source !== "heartbeat" || (unknownUntil.get(sighting.key) ?? 0) <= clock.monotonic())
        missing.push(sighting);
    }
    if (missing.length > 0) await lookUp(deps, missing, unknownUntil);
    if (meter.ready.size > readyBefore) meter.trace(trace);
  };
}

async function lookUp(
  { meter, store, clock }: SightingDeps,
  missing: Sighting[],
  unknownUntil: Map<string, number>,
): Promise<void> {
  for (let i = 0; i < missing.length; i += LOOKUP_IDS) {
    const chunk = missing.slice(i, i + LOOKUP_IDS);
    const rows = await store.sessions([...new Set(chunk.map(({ key }) => idOf(key)))]);
    // One that ended and settled comes back only for a sighting that still counts.
    const byId = new Map(rows.map((row) => [keyOf(row.id), row]));
    for (const sighting of chunk) {
      const row = byId.get(sighting.key);
      if (row && (!row.settled || stillCounts(row, sighting))) meter.know(row);
    }
    for (const { key, at, source } of chunk) {
      if (meter.sighting(key, at, clock.now(), source)) continue;
      if (unknownUntil.size >= MAX_UNKNOWN) unknownUntil.clear();
      unknownUntil.set(key, clock.monotonic() + UNKNOWN_FOR_MS);
    }
  }
}

function stillCounts(row: Session, { at, source }: Sighting): boolean {
  if (row.endedAt === undefined) return true;
  if (at > row.endedAt) return false;
  if (source === "heartbeat" || row.mediaFrom === undefined) return at > row.lastSeenAt;
  return source === "media_joined" && (row.mediaFrom === 0 || at < row.mediaFrom);
}

/** @throws MalformedEvent where the lists don't fit each other */
function* sightings({ sessionIds, baseMs, offsetsMs, sources }: PresenceSeen): Generator<Sighting> {
  if (sessionIds.length !== offsetsMs.length * 16)
    throw new MalformedEvent("a sighting needs 16 bytes of session and a time");
  const base = Number(baseMs);
  for (const [i, offset] of offsetsMs.entries()) {
    yield {
      key: sessionIds.toString("latin1", i * 16, i * 16 + 16),
      at: base + offset,
      source: SOURCES[sources[i] ?? 1] ?? "heartbeat",
    };
  }
}
