import { MetercastError } from "@metercast/runtime";
import type { Case } from "../../domain/case.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Cases } from "../../ports/cases.ts";
import { recorded } from "../recorded.ts";

export interface AnswerCasePorts {
  cases: Pick<Cases, "getCase" | "addCaseMessage" | "declineCase">;
  audit: AuditLog;
}

/**
 * A message of the case's viewer; somebody else who is an admin writes for the platform. @throws
 * case_not_found, also for somebody else's, invalid_transition, limit_exceeded
 */
export async function addMessage(
  { cases, audit }: AnswerCasePorts,
  { caseId, text }: { caseId: string; text: string },
  { userId: authorId, roles }: Principal,
  { requestId, businessKey: idempotencyKey, actId }: RequestInfo,
): Promise<Case> {
  const { found } = await cases.getCase(caseId);
  const isOwn = found.viewerId === authorId;
  if (!isOwn && !roles.includes("admin")) throw new MetercastError("case_not_found");
  const write = () => cases.addCaseMessage({ caseId, authorId, asPlatform: !isOwn, text, idempotencyKey });
  if (isOwn) return write();
  // The text is in the case; the log says that it was written.
  const detail = { viewer_id: found.viewerId, characters: text.length };
  const intent = { actor: authorId, action: "case.answer", objectType: "case", objectId: caseId };
  return recorded(audit, { ...intent, requestId, detail }, write, () => ({
    objectId: caseId,
    detail,
    dedupKey: `case.answer:${actId}`,
  }));
}

/** An admin declines a case, with words for its viewer. @throws case_not_found, invalid_transition */
export async function declineCase(
  { cases, audit }: AnswerCasePorts,
  { caseId, note }: { caseId: string; note: string },
  { userId: actorId }: Principal,
  { requestId }: RequestInfo,
): Promise<Case> {
  const intent = { actor: actorId, action: "case.decline", objectType: "case", objectId: caseId };
  return recorded(
    audit,
    { ...intent, requestId, detail: { note } },
    () => cases.declineCase({ caseId, actorId, note }),
    ({ viewerId, sessionId }) => ({
      objectId: caseId,
      detail: { viewer_id: viewerId, session_id: sessionId, note },
      dedupKey: `case.decline:${caseId}`,
    }),
  );
}
