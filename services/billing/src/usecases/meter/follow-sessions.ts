import type { MeteredSessions } from "../../ports/metered-sessions.ts";
import type { Meter } from "./meter.ts";

export interface FollowSessionsPorts {
  meter: Meter;
  rows: Pick<MeteredSessions, "changedSince">;
  /** Up to when changes have been read, by the database's clock. */
  followed: { upTo?: number };
}

/** A transaction that was open during the last run may commit an earlier time; none lasts as long as this. */
const OVERLAP_MS = 10_000;
const PAGE = 5_000;
/** The next run continues after so many pages. */
const MAX_PAGES = 20;

/** Takes in sessions that other replicas opened or ended. */
export async function followSessions({ meter, rows, followed }: FollowSessionsPorts): Promise<void> {
  for (let page = 0; page < MAX_PAGES; page++) {
    // Including the shards that are being loaded: a session may change on a page that was loaded before.
    const changes = await rows.changedSince([...meter.shards.keys()], followed.upTo, PAGE);
    for (const session of changes.sessions) meter.know(session);
    if (changes.sessions.length < PAGE) {
      followed.upTo = changes.now - OVERLAP_MS;
      return;
    }
    followed.upTo = changes.lastChangedAt;
  }
}
