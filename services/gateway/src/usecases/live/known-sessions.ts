import { SessionStatus } from "@metercast/contracts/billing/v1/billing.ts";
import { isInfrastructureFailure, MetercastError } from "@metercast/runtime";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { Billing, Session } from "../../ports/billing.ts";

/** 300 bytes each: open sessions of a large event on one replica. */
const CAPACITY = 200_000;
/** The live feed keeps the picture fresh; a minute bounds what a message that never came could do. */
const MAX_AGE_MS = 60_000;
/** Without the feed nothing tells of an end. */
const MAX_AGE_WITHOUT_FEED_MS = 5_000;
/**
 * While billing can't be asked: a sighting of a session that has ended in truth is without effect, so what is known is good enough to take it. An outage that lasts
 * longer than this is no longer bridged.
 */
const MAX_AGE_WITHOUT_BILLING_MS = 3_600_000;
/** Billing is asked about a session that is known for so long: a heartbeat must not wait for a database that hangs. */
const KNOWN_DEADLINE_MS = 1_000;
/** After it could not be asked, the others who are known don't ask for so long. */
const AWAY_MS = 2_000;

export interface KnownSessions {
  /** The session, if it is this viewer's. @throws session_not_found for anybody else, so that ids can't be probed */
  ofViewer(sessionId: string, viewerId: string): Promise<Session>;
  /** The viewer's newest session in the stream as far as this replica has seen it. */
  inStream(streamId: string, viewerId: string): string | undefined;
  /** Notes an answer of billing's. */
  note(session: Session): void;
  minutePaid(sessionId: string, minute: number): void;
  ended(sessionId: string): void;
  /** The feed was away, ends may have been missed: all are asked for again, and believed until billing can say. */
  clear(): void;
}

interface Known {
  session: Session;
  atMs: number;
}

const isActive = (session: Session) => session.status === SessionStatus.SESSION_STATUS_ACTIVE;

/** Open sessions, so that a heartbeat need not ask billing each time. */
export function knownSessions(
  billing: Pick<Billing, "getSession">,
  feedIsUp: () => boolean,
  now: () => number = Date.now,
): KnownSessions {
  const known = new BoundedMap<string, Known>(CAPACITY);
  const byStream = new BoundedMap<string, string>(CAPACITY);
  // An answer that was under way when the end was heard must not bring the session back to life.
  const endedIds = new BoundedMap<string, true>(CAPACITY);
  let clearedAtMs = 0;
  let awayUntilMs = 0;
  const streamKey = (streamId: string, viewerId: string) => `${streamId} ${viewerId}`;

  function note(session: Session): void {
    if (isActive(session) && endedIds.get(session.id)) return;
    known.set(session.id, { session, atMs: now() });
    if (isActive(session)) byStream.set(streamKey(session.streamId, session.viewerId), session.id);
  }

  async function find(sessionId: string): Promise<Session> {
    const found = known.get(sessionId);
    const ageMs = found ? now() - found.atMs : Number.POSITIVE_INFINITY;
    const isFresh = ageMs < (feedIsUp() ? MAX_AGE_MS : MAX_AGE_WITHOUT_FEED_MS);
    if (found && isFresh && found.atMs > clearedAtMs) return found.session;
    const standIn = ageMs < MAX_AGE_WITHOUT_BILLING_MS ? found?.session : undefined;
    if (standIn && now() < awayUntilMs) return standIn;
    try {
      const options = standIn && { deadlineMs: KNOWN_DEADLINE_MS };
      const { session } = await billing.getSession({ sessionId }, options);
      if (!session) throw new MetercastError("session_not_found");
      note(session);
      return session;
    } catch (error) {
      if (!standIn || !isInfrastructureFailure(error)) throw error;
      awayUntilMs = now() + AWAY_MS;
      return standIn;
    }
  }

  return {
    async ofViewer(sessionId, viewerId) {
      const session = await find(sessionId);
      if (session.viewerId !== viewerId) throw new MetercastError("session_not_found");
      return session;
    },
    inStream: (streamId, viewerId) => byStream.get(streamKey(streamId, viewerId)),
    note,
    minutePaid(sessionId, minute) {
      const found = known.get(sessionId);
      if (!found || found.session.minutesBilled >= minute) return;
      // Paid minutes are the session's first ones at its fixed price.
      const tokensCharged = BigInt(minute) * found.session.tokensPerMinute;
      known.set(sessionId, { ...found, session: { ...found.session, minutesBilled: minute, tokensCharged } });
    },
    // Asked for again rather than patched: the end has fields that the event need not have.
    ended(sessionId) {
      endedIds.set(sessionId, true);
      known.delete(sessionId);
    },
    clear() {
      clearedAtMs = now();
      byStream.clear();
    },
  };
}
