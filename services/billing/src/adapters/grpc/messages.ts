import { publicId, uuidOf } from "@metercast/contracts";
import * as pb from "@metercast/contracts/billing/v1/billing.ts";
import { MetercastError } from "@metercast/runtime";
import type { RateCard } from "../../domain/rates.ts";
import type { EndReason, Session } from "../../domain/session.ts";
import { tokensCharged } from "../../domain/session.ts";
import type { StreamView } from "../../usecases/read-streams.ts";

/** Domain → wire, and back where replicas talk to each other. */
export const sessionMessage = (session: Session): pb.Session => ({
  id: publicId("session", session.id),
  streamId: publicId("stream", session.streamId),
  viewerId: session.viewerId,
  creatorId: session.creatorId,
  status:
    session.state === "ended"
      ? pb.SessionStatus.SESSION_STATUS_ENDED
      : pb.SessionStatus.SESSION_STATUS_ACTIVE,
  startedAt: new Date(session.startedAt),
  ...(session.endedAt !== undefined && { endedAt: new Date(session.endedAt) }),
  endReason: session.endReason ?? "",
  minutesBilled: session.minutesBilled,
  tokensCharged: BigInt(tokensCharged(session)),
  tokensPerMinute: BigInt(session.tokensPerMinute),
  creatorCentsPerMinute: BigInt(session.creatorCentsPerMinute),
  viewerAccount: BigInt(session.viewerAccount ?? 0),
  creatorAccount: BigInt(session.creatorAccount ?? 0),
  carriedMs: session.carriedMs,
  witnesses: session.mediaFrom === undefined ? "any" : "both",
});

/** What another replica answered. Fields that the wire does not carry are the meter's own business and never shown. */
export function fromSessionMessage(message: pb.Session | undefined): Session {
  const id = message && uuidOf("session", message.id);
  const streamId = message && uuidOf("stream", message.streamId);
  if (!message?.startedAt || !id || !streamId) throw new MetercastError("internal");
  return {
    id,
    streamId,
    viewerId: message.viewerId,
    creatorId: message.creatorId,
    state: message.status === pb.SessionStatus.SESSION_STATUS_ENDED ? "ended" : "active",
    sequence: 0,
    tokensPerMinute: Number(message.tokensPerMinute),
    creatorCentsPerMinute: Number(message.creatorCentsPerMinute),
    minuteMs: 0,
    viewerAccount: Number(message.viewerAccount),
    creatorAccount: Number(message.creatorAccount),
    startedAt: message.startedAt.getTime(),
    carriedMs: message.carriedMs,
    mediaFrom: message.witnesses === "both" ? 0 : undefined,
    lastSeenAt: message.startedAt.getTime(),
    minutesEmitted: 0,
    minutesBilled: message.minutesBilled,
    refusedMinute: 0,
    endedAt: message.endedAt?.getTime(),
    endReason: (message.endReason || undefined) as EndReason | undefined,
    silentMs: 0,
    settled: false,
  };
}

export const streamMessage = (stream: StreamView): pb.Stream => ({
  id: publicId("stream", stream.id),
  creatorId: stream.creatorId,
  title: stream.title,
  witnesses: stream.witnesses,
  status:
    stream.endedAt === undefined ? pb.StreamStatus.STREAM_STATUS_LIVE : pb.StreamStatus.STREAM_STATUS_ENDED,
  tokensPerMinute: BigInt(stream.tokensPerMinute),
  creatorCentsPerMinute: BigInt(stream.creatorCentsPerMinute),
  startedAt: new Date(stream.startedAt),
  ...(stream.endedAt !== undefined && { endedAt: new Date(stream.endedAt) }),
  viewers: stream.viewers,
  creatorCentsPerMinuteNow: BigInt(stream.creatorCentsPerMinuteNow),
});

export const rateMessage = (card: RateCard): pb.Rate => ({
  id: publicId("rate", card.id),
  scope: card.scope,
  scopeId: card.scope === "stream" ? publicId("stream", card.scopeId) : card.scopeId,
  version: card.version,
  tokensPerMinute: BigInt(card.tokensPerMinute),
  creatorCentsPerMinute: BigInt(card.creatorCentsPerMinute),
  reason: card.reason,
  createdBy: card.createdBy,
  createdAt: new Date(card.createdAt),
});
