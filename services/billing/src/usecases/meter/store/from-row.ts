import type { Session } from "../../../domain/session.ts";
import type { NewSession } from "./session-table.ts";

/** The meter's columns of a session, from its row. */
export const fromRow = (row: Session): NewSession => ({
  startedAt: row.startedAt,
  carriedMs: row.carriedMs,
  mediaFrom: row.mediaFrom,
  lastSeenAt: row.endedAt === undefined ? row.lastSeenAt : Math.min(row.lastSeenAt, row.endedAt),
  seenBefore: row.lastSeenAt,
  emitted: Math.max(row.minutesEmitted, row.minutesBilled),
  paid: row.minutesBilled,
  refusedMinute: row.refusedMinute,
  retryAt: 0,
  attempts: 0,
  endedAt: row.endedAt ?? 0,
  endReason: row.endReason,
  silentMs: row.silentMs,
  viewerAccount: row.viewerAccount!,
  terms: {
    streamId: row.streamId,
    creatorAccount: row.creatorAccount!,
    tokensPerMinute: row.tokensPerMinute,
    creatorCentsPerMinute: row.creatorCentsPerMinute,
    minuteMs: row.minuteMs,
  },
});
