import { type Clock, isInfrastructureFailure, MetercastError } from "@metercast/runtime";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { Session } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";

/** 300 bytes each: the open sessions of a large event on one replica. */
const CAPACITY = 200_000;
/** The live feed keeps sessions fresh; the age bounds the effect of a lost message. */
const MAX_AGE_MS = 60_000;
/** Without the feed nothing reports an end. */
const MAX_AGE_WITHOUT_FEED_MS = 5_000;
/**
 * While billing is down: a report of a session that has ended has no effect, so an old picture is good
 * enough to take it.
 */
const MAX_AGE_WITHOUT_BILLING_MS = 3_600_000;
/** For known sessions: a heartbeat must not wait for a database that hangs. */
const KNOWN_DEADLINE_MS = 1_000;
/** After a failed call no other known session is read for this long. */
const AWAY_MS = 2_000;

export interface KnownSessions {
  /**
   * The session, if it is this viewer's. @throws session_not_found otherwise, so that nobody can probe ids
   */
  ofViewer(sessionId: string, viewerId: string): Promise<Session>;
  /** The viewer's newest session in the stream that this replica has seen. */
  inStream(streamId: string, viewerId: string): string | undefined;
  /** Stores a session as billing answered it. */
  note(session: Session): void;
  minutePaid(sessionId: string, minute: number): void;
  ended(sessionId: string): void;
  /**
   * The feed may have missed ends: every session is read again, and used meanwhile only if billing is down.
   */
  clear(): void;
}

export interface KnownSessionsPorts {
  billing: Pick<Billing, "getSession">;
  feedIsUp: () => boolean;
  clock: Clock;
}

interface Known {
  session: Session;
  atMs: number;
}

/** A cache of open sessions: most heartbeats need no call to billing. */
export function knownSessions({ billing, feedIsUp, clock }: KnownSessionsPorts): KnownSessions {
  const known = new BoundedMap<string, Known>(CAPACITY);
  const byStream = new BoundedMap<string, string>(CAPACITY);
  // An answer that was on its way when the session ended must not make it active again.
  const endedIds = new BoundedMap<string, true>(CAPACITY);
  let clearedAtMs = 0;
  let awayUntilMs = 0;
  const streamKey = (streamId: string, viewerId: string) => `${streamId} ${viewerId}`;

  function note(session: Session): void {
    if (session.isActive && endedIds.get(session.id)) return;
    known.set(session.id, { session, atMs: clock.now() });
    if (session.isActive) byStream.set(streamKey(session.streamId, session.viewerId), session.id);
  }

  async function find(sessionId: string): Promise<Session> {
    const now = clock.now();
    const found = known.get(sessionId);
    const ageMs = found ? now - found.atMs : Number.POSITIVE_INFINITY;
    const isFresh = ageMs < (feedIsUp() ? MAX_AGE_MS : MAX_AGE_WITHOUT_FEED_MS);
    if (found && isFresh && found.atMs > clearedAtMs) return found.session;
    const standIn = ageMs < MAX_AGE_WITHOUT_BILLING_MS ? found?.session : undefined;
    if (standIn && now < awayUntilMs) return standIn;
    try {
      const options = standIn && { deadlineMs: KNOWN_DEADLINE_MS };
      const session = await billing.getSession(sessionId, options);
      note(session);
      return session;
    } catch (error) {
      if (!standIn || !isInfrastructureFailure(error)) throw error;
      awayUntilMs = clock.now() + AWAY_MS;
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
      // The paid minutes are the session's first ones, at its fixed price.
      const tokensCharged = BigInt(minute) * found.session.tokensPerMinute;
      known.set(sessionId, { ...found, session: { ...found.session, minutesBilled: minute, tokensCharged } });
    },
    // Deleted, not patched: the end has fields that the event does not carry.
    ended(sessionId) {
      endedIds.set(sessionId, true);
      known.delete(sessionId);
    },
    clear() {
      clearedAtMs = clock.now();
      byStream.clear();
    },
  };
}
