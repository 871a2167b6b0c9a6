import type { Stream, StreamEarnings } from "../../../domain/stream.ts";
import { isoTime, tokens, usd } from "./values.ts";

/** `earnings` is for the stream's creator only. */
export function streamView(stream: Stream, earnings?: StreamEarnings) {
  return {
    id: stream.id,
    title: stream.title,
    creator_id: stream.creatorId,
    status: stream.isLive ? ("live" as const) : ("ended" as const),
    witnesses: stream.presencePolicy,
    rate: {
      tokens_per_minute: tokens(stream.tokensPerMinute),
      creator_per_minute: usd(stream.creatorCentsPerMinute),
    },
    viewers: stream.viewers,
    started_at: stream.startedAt.toISOString(),
    ended_at: isoTime(stream.endedAt),
    ...(earnings && {
      earnings: {
        so_far: usd(earnings.cents),
        per_minute: usd(stream.creatorCentsPerMinuteNow),
        viewer_minutes: tokens(earnings.minutes),
      },
    }),
  };
}
