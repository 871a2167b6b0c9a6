import { newUuid } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { type Session, tokensCharged } from "../../domain/session.ts";
import type { CaseReason, ViewerCase } from "../../domain/viewer-case.ts";
import type { CaseTransaction } from "../../ports/viewer-cases.ts";
import { type GetSessionPorts, getSession } from "../get-session.ts";
import { caseOpened } from "./case-events.ts";
import type { ChangeCasePorts } from "./change-case.ts";

export interface OpenCasePorts extends ChangeCasePorts, GetSessionPorts {
  /** A viewer opens at most so many within 24 hours. */
  maxCasesPerDay: number;
}

export interface OpenCase {
  sessionId: string;
  viewerId: string;
  reason: CaseReason;
  text: string;
}

const DAY_MS = 86_400_000;

/**
 * A viewer reports a problem with a session of theirs; of a session one case is open at a time. The same
 * report again returns its case. @throws session_not_found, nothing_charged, case_already_open,
 * limit_exceeded
 */
export async function openCase(ports: OpenCasePorts, request: OpenCase): Promise<ViewerCase> {
  const session = await getSession(ports, request.sessionId);
  if (session.viewerId !== request.viewerId) throw new MetercastError("session_not_found");
  if (tokensCharged(session) === 0) throw new MetercastError("nothing_charged");
  const now = ports.clock.now();
  return ports.viewerCases.transaction(async (tx) => {
    // In this order everywhere: a viewer, then a session.
    await tx.lockViewer(request.viewerId);
    await tx.lockSession(session.id);
    const open = await tx.openOf(session.id);
    if (open) return sameReport(tx, open, request);
    if ((await tx.openedSince(request.viewerId, now - DAY_MS)) >= ports.maxCasesPerDay)
      throw new MetercastError("limit_exceeded", `At most ${ports.maxCasesPerDay} reports within a day.`);
    return insert(tx, session, request, now);
  });
}

async function sameReport(tx: CaseTransaction, open: ViewerCase, request: OpenCase): Promise<ViewerCase> {
  const first = await tx.firstMessage(open.id);
  if (open.reason === request.reason && first?.text === request.text) return open;
  throw new MetercastError("case_already_open", "Write to the open case instead.");
}

async function insert(
  tx: CaseTransaction,
  session: Session,
  { viewerId, reason, text }: OpenCase,
  now: number,
): Promise<ViewerCase> {
  const opened: ViewerCase = {
    id: newUuid(now),
    sessionId: session.id,
    streamId: session.streamId,
    viewerId,
    creatorId: session.creatorId,
    reason,
    state: "open",
    tokensCharged: tokensCharged(session),
    messages: 1,
    openedAt: now,
    updatedAt: now,
    resolvedAt: undefined,
    resolvedBy: "",
    resolutionNote: "",
    refund: undefined,
    refundAttempt: 0,
  };
  await tx.insert(opened);
  const message = { id: newUuid(now), caseId: opened.id, text, writtenAt: now };
  await tx.addMessage({ ...message, side: "viewer", authorId: viewerId }, "");
  await tx.append([caseOpened(opened)]);
  return opened;
}
