import type { Session } from "../domain/session.ts";
import type { Page, Paged } from "./page.ts";

export interface Sessions {
  find(id: string): Promise<Session | undefined>;
  /** The viewer's newest session in a stream, active or ended. */
  newest(viewerId: string, streamId: string): Promise<Session | undefined>;
  /** Newest first, without joining ones; `streamId` empty: in all streams. */
  /** Newest first. Empty: in all streams, or of all viewers; not both. */
  list(page: Page, viewerId: string, streamId: string): Promise<Paged<Session>>;
  payers(of: PayersOf): Promise<Payers>;
  active(viewerId: string): Promise<Session[]>;
  /** Deletes joining sessions that began before `before`; gives their number. */
  dropJoining(before: number): Promise<number>;
  integrity(seenBefore: number): Promise<Integrity>;
}

export interface PayersOf {
  creatorId: string;
  streams: readonly string[];
  /** Only sessions that ended at or after this, or have not ended. */
  since: Date;
}

/** Who paid for some streams. */
export interface Payers {
  viewers: number;
  /** Of what they earned. */
  largestViewerSharePercent: number;
  /** Of these viewers' top-ups: the money is gone. */
  openDisputes: number;
  /** False: older sessions were not read. */
  complete: boolean;
}

export interface Integrity {
  sessions: bigint;
  unansweredMinutes: bigint;
  paidMinutes: bigint;
  contradictions: bigint;
  tokensCharged: bigint;
}
