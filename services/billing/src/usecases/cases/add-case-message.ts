import { newUuid } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { type CaseMessage, type ViewerCase, withMessage } from "../../domain/viewer-case.ts";
import { caseAnswered, caseReplied } from "./case-events.ts";
import { allowed, type ChangeCasePorts, changeCase } from "./change-case.ts";

export interface AddCaseMessage {
  caseId: string;
  authorId: string;
  asPlatform: boolean;
  text: string;
  /** Empty: each call adds one. */
  idempotencyKey: string;
}

/**
 * A message of the case's viewer, or of an admin for the platform. @throws case_not_found,
 * invalid_transition, limit_exceeded
 */
export function addCaseMessage(ports: ChangeCasePorts, request: AddCaseMessage): Promise<ViewerCase> {
  const { caseId, authorId, asPlatform, text, idempotencyKey } = request;
  const now = ports.clock.now();
  return changeCase(ports, caseId, async (tx, found) => {
    if (!asPlatform && found.viewerId !== authorId) throw new MetercastError("case_not_found");
    const side = asPlatform ? "platform" : "viewer";
    const message: CaseMessage = { id: newUuid(now), caseId, side, authorId, text, writtenAt: now };
    // First: a repeated request finds its message, whatever has become of the case since.
    if (!(await tx.addMessage(message, idempotencyKey))) return found;
    const changed = allowed(withMessage(found, message));
    await tx.save(changed);
    if (asPlatform) await tx.append([caseAnswered(changed)]);
    // A case that already waits for the platform is in the inbox: more messages are no news.
    else if (found.state === "answered") await tx.append([caseReplied(changed)]);
    return changed;
  });
}
