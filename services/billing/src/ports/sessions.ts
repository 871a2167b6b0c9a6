import type { Session } from "../domain/session.ts";
import type { Page, Paged } from "./page.ts";

export interface Sessions {
  find(id: string): Promise<Session | undefined>;
  /** The viewer's newest session in a stream, active or ended. */
  newest(viewerId: string, streamId: string): Promise<Session | undefined>;
  /** Newest first, without joining ones; `streamId` empty: in all streams. */
  /** Newest first. Empty: in all streams, or of all viewers; not both. */
  list(page: Page, viewerId: string, streamId: string): Promise<Paged<Session>>;
  active(viewerId: string): Promise<Session[]>;
  /** Deletes joining sessions that began before `before`; gives their number. */
  dropJoining(before: number): Promise<number>;
  integrity(seenBefore: number): Promise<Integrity>;
}

export interface Integrity {
  sessions: bigint;
  unansweredMinutes: bigint;
  paidMinutes: bigint;
  contradictions: bigint;
  tokensCharged: bigint;
}
