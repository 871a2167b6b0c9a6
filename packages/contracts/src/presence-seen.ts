import type { PresenceSeen } from "../generated/gateway/v1/events.ts";
import { MalformedEvent } from "./events.ts";

/** Who saw the viewer. */
export type PresenceSource = "heartbeat" | "media_joined" | "media_left";

/** One presence report of a packed `gateway.presence.seen.v1`. */
export interface PresenceReport {
  /** The session's UUID, one character per byte. */
  key: string;
  at: number;
  source: PresenceSource;
}

/** By the byte in the message. An unknown byte counts as a heartbeat. */
const SOURCES: Record<number, PresenceSource> = { 2: "media_joined", 3: "media_left" };

/** The reports of a message, without building a list. @throws MalformedEvent if its lists differ in length */
export function* readPresenceReports(message: PresenceSeen): Generator<PresenceReport> {
  const { sessionIds, baseMs, offsetsMs, sources } = message;
  if (sessionIds.length !== offsetsMs.length * 16)
    throw new MalformedEvent("a presence report needs 16 bytes of session and a time");
  const base = Number(baseMs);
  for (const [i, offset] of offsetsMs.entries()) {
    yield {
      key: sessionIds.toString("latin1", i * 16, i * 16 + 16),
      at: base + offset,
      source: SOURCES[sources[i] ?? 1] ?? "heartbeat",
    };
  }
}
