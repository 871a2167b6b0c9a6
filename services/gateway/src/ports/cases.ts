import type { Case, CaseFacts, CaseMessage, CaseReason, CaseStatus } from "../domain/case.ts";
import type { Page, PageRequest } from "./calls.ts";

/** Viewers' reports of problems with charges. All throw case_not_found for an unknown case. */
export interface Cases {
  /** @throws session_not_found, nothing_charged, case_already_open, limit_exceeded */
  openCase(request: OpenCase): Promise<Case>;
  getCase(caseId: string): Promise<{ found: Case; messages: CaseMessage[] }>;
  listCases(query: CaseQuery): Promise<Page<Case>>;
  /** @throws invalid_transition, limit_exceeded */
  addCaseMessage(request: AddCaseMessage): Promise<Case>;
  /** @throws invalid_transition */
  withdrawCase(request: { caseId: string; viewerId: string }): Promise<Case>;
  /** @throws invalid_transition, second_admin_required */
  declineCase(request: { caseId: string; actorId: string; note: string }): Promise<Case>;
  /** `tokens` undefined: all that is left. @throws invalid_transition, refund_above_charge */
  beginRefund(request: BeginRefund): Promise<Case>;
  finishRefund(request: { caseId: string; transferId: string }): Promise<Case>;
  cancelRefund(request: { caseId: string; attempt: number }): Promise<Case>;
  /** Cases whose refund was begun before and not finished, oldest first. */
  listBegunRefunds(request: PageRequest & { begunBefore: Date }): Promise<Page<Case>>;
  /** Empties what a person wrote as a viewer. */
  eraseCaseTexts(personId: string): Promise<unknown>;
  getCaseStats(): Promise<CaseStats>;
  getCaseFacts(caseId: string): Promise<CaseFacts>;
}

export interface OpenCase {
  sessionId: string;
  viewerId: string;
  reason: CaseReason;
  text: string;
}

/** Undefined: any. */
export interface CaseQuery extends PageRequest {
  statuses: readonly CaseStatus[];
  reason: CaseReason | undefined;
  viewerId: string | undefined;
  creatorId: string | undefined;
  streamId: string | undefined;
  sessionId: string | undefined;
  oldestFirst: boolean;
}

export interface AddCaseMessage {
  caseId: string;
  authorId: string;
  asPlatform: boolean;
  text: string;
  idempotencyKey: string;
}

export interface BeginRefund {
  caseId: string;
  actorId: string;
  tokens: bigint | undefined;
  note: string;
}

/** Each number counted up to 1,000. */
export interface CaseStats {
  open: number;
  answered: number;
  oldestOpenAt: Date | undefined;
}
