import { type Session, tokensCharged } from "../../domain/session.ts";
import type { CaseMessage, ViewerCase } from "../../domain/viewer-case.ts";
import type { ViewerCases } from "../../ports/viewer-cases.ts";
import { type GetSessionPorts, getSession } from "../get-session.ts";
import { findCase } from "./change-case.ts";

export interface ReadCasesPorts extends GetSessionPorts {
  viewerCases: ViewerCases;
}

/** Counting further would cost more than it tells. */
const COUNTED = 1_000;

/** @throws case_not_found */
export async function getCase(
  { viewerCases }: Pick<ReadCasesPorts, "viewerCases">,
  id: string,
): Promise<{ found: ViewerCase; messages: CaseMessage[] }> {
  const found = await findCase(viewerCases, id);
  return { found, messages: await viewerCases.messagesOf(id) };
}

/** Open and answered cases about a creator's sessions, or about all. */
export const countOpenCases = (
  { viewerCases }: Pick<ReadCasesPorts, "viewerCases">,
  creatorId: string,
): Promise<number> => viewerCases.count(["open", "answered"], creatorId, COUNTED);

export async function getCaseStats({ viewerCases }: Pick<ReadCasesPorts, "viewerCases">) {
  const [open, answered, oldestOpenAt] = await Promise.all([
    viewerCases.count(["open"], "", COUNTED),
    viewerCases.count(["answered"], "", COUNTED),
    viewerCases.oldestOpenAt(),
  ]);
  return { open, answered, oldestOpenAt };
}

/** What the meter knows of a case's session. @throws case_not_found */
export async function getCaseFacts(
  ports: ReadCasesPorts,
  id: string,
): Promise<{ session: Session; charged: number; refunded: number }> {
  const { sessionId } = await findCase(ports.viewerCases, id);
  const session = await getSession(ports, sessionId);
  const refunded = await ports.viewerCases.refundedTokens(sessionId);
  return { session, charged: tokensCharged(session), refunded };
}
