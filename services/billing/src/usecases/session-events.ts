import { type AnyEvent, publicId } from "@metercast/contracts";
import { type Session, tokensCharged } from "../domain/session.ts";

/** `billing.session.started.v1` */
export const sessionStarted = (session: Session): AnyEvent => ({
  type: "billing.session.started.v1",
  message: {
    ...parties(session),
    tokensPerMinute: BigInt(session.tokensPerMinute),
    creatorCentsPerMinute: BigInt(session.creatorCentsPerMinute),
    startedAt: new Date(session.startedAt),
  },
});

/** `billing.session.ended.v1` */
export const sessionEnded = (session: Session): AnyEvent => ({
  type: "billing.session.ended.v1",
  message: {
    ...parties(session),
    reason: session.endReason ?? "",
    startedAt: new Date(session.startedAt),
    endedAt: new Date(session.endedAt ?? session.startedAt),
    minutesBilled: session.minutesBilled,
    tokensCharged: BigInt(tokensCharged(session)),
  },
});

const parties = (session: Session) => ({
  sessionId: publicId("session", session.id),
  streamId: publicId("stream", session.streamId),
  viewerId: session.viewerId,
  creatorId: session.creatorId,
});
