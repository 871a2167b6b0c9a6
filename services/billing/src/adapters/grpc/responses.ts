import { publicId } from "@metercast/contracts";
import * as pb from "@metercast/contracts/billing/v1/billing.ts";
import type { RateCard } from "../../domain/rates.ts";
import { type Session, tokensCharged } from "../../domain/session.ts";
import type { StreamView } from "../../usecases/view-streams.ts";

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

export const streamMessage = (stream: StreamView): pb.Stream => ({
  id: publicId("stream", stream.id),
  creatorId: stream.creatorId,
  title: stream.title,
  witnesses: stream.presencePolicy,
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
