import { SessionStatus } from "@metercast/contracts/billing/v1/billing.ts";
import { MetercastError } from "@metercast/runtime";
import { BoundedMap } from "../domain/bounded-map.ts";
import type { Billing, Session } from "../ports.ts";

/** 300 bytes each: open sessions of a large event on one replica. */
const CAPACITY = 200_000;
/** The live feed keeps the picture fresh; a minute bounds what a message that never came could do. */
const MAX_AGE_MS = 60_000;
/** Without the feed nothing tells of an end. */
const MAX_AGE_WITHOUT_FEED_MS = 5_000;

export interface KnownSessions {
  /** The session, if it is this viewer's. @throws session_not_found for anybody else, so that ids can't be probed */
  ofViewer(sessionId: string, viewerId: string): Promise<Session>;
  /** The viewer's newest session in the stream as far as this replica has seen it. */
  inStream(streamId: string, viewerId: string): string | undefined;
  /** Notes an answer of billing's. */
  note(session: Session): void;
  minutePaid(sessionId: string, minute: number): void;
  ended(sessionId: string): void;
  /** Forgets all: the feed was away, ends may have been missed. */
  clear(): void;
}

interface Known {
  session: Session;
  atMs: number;
}

const isActive = (session: Session) => session.status === SessionStatus.SESSION_STATUS_ACTIVE;

/** Open sessions, so that a heartbeat need not ask billing each time. */
export function knownSessions(billing: Pick<Billing, "getSession">, feedIsUp: () => boolean): KnownSessions {
  const known = new BoundedMap<string, Known>(CAPACITY);
  const byStream = new BoundedMap<string, string>(CAPACITY);
  // An answer that was under way when the end was heard must not bring the session back to life.
  const endedIds = new BoundedMap<string, true>(CAPACITY);
  const streamKey = (streamId: string, viewerId: string) => `${streamId} ${viewerId}`;

  function note(session: Session): void {
    if (isActive(session) && endedIds.get(session.id)) return;
    known.set(session.id, { session, atMs: Date.now() });
    if (isActive(session)) byStream.set(streamKey(session.streamId, session.viewerId), session.id);
  }

  async function find(sessionId: string): Promise<Session> {
    const found = known.get(sessionId);
    const maxAgeMs = feedIsUp() ? MAX_AGE_MS : MAX_AGE_WITHOUT_FEED_MS;
    if (found && Date.now() - found.atMs < maxAgeMs) return found.session;
    const { session } = await billing.getSession({ sessionId });
    if (!session) throw new MetercastError("session_not_found");
    note(session);
    return session;
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
      known.clear();
      byStream.clear();
    },
  };
}
