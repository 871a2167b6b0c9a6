import { type AnyEvent, publicId } from "@metercast/contracts";
import type { ViewerCase } from "../../domain/viewer-case.ts";

/** `billing.case.opened.v1` */
export const caseOpened = (opened: ViewerCase): AnyEvent => ({
  type: "billing.case.opened.v1",
  message: {
    ...parties(opened),
    reason: opened.reason,
    tokensCharged: BigInt(opened.tokensCharged),
    openedAt: new Date(opened.openedAt),
  },
});

/** `billing.case.answered.v1` */
export const caseAnswered = (answered: ViewerCase): AnyEvent => ({
  type: "billing.case.answered.v1",
  message: {
    caseId: publicId("case", answered.id),
    sessionId: publicId("session", answered.sessionId),
    viewerId: answered.viewerId,
    answeredAt: new Date(answered.updatedAt),
  },
});

/** `billing.case.replied.v1` */
export const caseReplied = (replied: ViewerCase): AnyEvent => ({
  type: "billing.case.replied.v1",
  message: {
    caseId: publicId("case", replied.id),
    sessionId: publicId("session", replied.sessionId),
    viewerId: replied.viewerId,
    repliedAt: new Date(replied.updatedAt),
  },
});

/** `billing.case.resolved.v1` */
export const caseResolved = (resolved: ViewerCase): AnyEvent => ({
  type: "billing.case.resolved.v1",
  message: {
    ...parties(resolved),
    outcome: resolved.state,
    tokensRefunded: BigInt(resolved.refund?.tokens ?? 0),
    transferId: resolved.refund?.transferId ? publicId("transfer", resolved.refund.transferId) : "",
    resolvedAt: new Date(resolved.resolvedAt ?? resolved.updatedAt),
  },
});

const parties = ({ id, sessionId, streamId, viewerId, creatorId }: ViewerCase) => ({
  caseId: publicId("case", id),
  sessionId: publicId("session", sessionId),
  streamId: publicId("stream", streamId),
  viewerId,
  creatorId,
});
