import { warningLevel } from "../../../domain/low-balance.ts";
import type { Session } from "../../../domain/stream.ts";
import type { Standing } from "../../../usecases/live/standings.ts";
import { isoTime, orNull, tokens } from "./values.ts";

/** `standing` is the viewer's. */
export function sessionView(session: Session, standing: Standing, lowBalanceTokens: number) {
  const { isActive } = session;
  return {
    id: session.id,
    stream_id: session.streamId,
    viewer_id: session.viewerId,
    status: isActive ? ("active" as const) : ("ended" as const),
    started_at: session.startedAt.toISOString(),
    ended_at: isoTime(session.endedAt),
    end_reason: orNull(session.endReason),
    tokens_per_minute: tokens(session.tokensPerMinute),
    carried_seconds: session.carriedMs / 1_000,
    minutes_billed: session.minutesBilled,
    tokens_charged: tokens(session.tokensCharged),
    balance: tokens(standing.available),
    low_balance: warningLevel(standing.available, lowBalanceTokens) > 0,
    runs_out_at: isActive ? isoTime(standing.runsOutAt) : null,
  };
}
