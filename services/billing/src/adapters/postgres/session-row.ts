import type { EndReason, Session } from "../../domain/session.ts";
import type { FindSessionRow } from "./sessions.queries.ts";

/** A session from its row. int8 columns are below 2^53 by nature, so numbers hold them exactly. */
export const toSession = (row: FindSessionRow): Session => ({
  id: row.id,
  streamId: row.stream_id,
  viewerId: row.viewer_id,
  creatorId: row.creator_id,
  state: row.state as Session["state"],
  sequence: Number(row.sequence),
  tokensPerMinute: row.tokens_per_minute,
  creatorCentsPerMinute: row.creator_cents_per_minute,
  minuteMs: row.minute_ms,
  viewerAccount: row.viewer_account === null ? undefined : Number(row.viewer_account),
  creatorAccount: row.creator_account === null ? undefined : Number(row.creator_account),
  startedAt: row.started_at.getTime(),
  carriedMs: row.carried_ms,
  mediaFrom: row.presence_policy === "both" ? (row.media_from?.getTime() ?? 0) : undefined,
  lastSeenAt: row.last_seen_at.getTime(),
  minutesEmitted: row.minutes_emitted,
  minutesBilled: row.minutes_billed,
  refusedMinute: row.refused_minute,
  endedAt: row.ended_at?.getTime(),
  endReason: (row.end_reason ?? undefined) as EndReason | undefined,
  silentMs: row.silent_ms,
  settled: row.settled,
  limitsVersion: row.limits_version,
});
