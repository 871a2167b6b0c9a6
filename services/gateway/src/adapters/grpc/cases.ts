import type * as pb from "@metercast/contracts/billing/v1/cases.ts";
import type { Case, CaseMessage, CaseReason, CaseStatus } from "../../domain/case.ts";
import type { Cases } from "../../ports/cases.ts";
import type { BillingCaller } from "./billing-caller.ts";
import { given, orUndefined, pageRequest, time } from "./values.ts";

/** Cases of viewers over gRPC. */
export const cases = (billing: BillingCaller): Cases => ({
  openCase: async (request) => caseOf((await billing.openCase(request)).case),
  async getCase(caseId) {
    const { case: found, messages } = await billing.getCase({ caseId });
    return { found: caseOf(found), messages: messages.map(messageOf) };
  },
  async listCases({ statuses, reason = "", viewerId = "", creatorId = "", ...rest }) {
    const { streamId = "", sessionId = "", oldestFirst, ...page } = rest;
    const about = { states: [...statuses], reason, viewerId, creatorId, streamId, sessionId, oldestFirst };
    const { cases: found, nextCursor } = await billing.listCases({ ...about, ...pageRequest(page) });
    return { items: found.map(caseOf), nextCursor: orUndefined(nextCursor) };
  },
  addCaseMessage: async (request) => caseOf((await billing.addCaseMessage(request)).case),
  withdrawCase: async (request) => caseOf((await billing.withdrawCase(request)).case),
  declineCase: async (request) => caseOf((await billing.declineCase(request)).case),
  ...refunds(billing),
  eraseCaseTexts: (personId) => billing.eraseCaseTexts({ personId }),
  async getCaseStats() {
    const { open, answered, oldestOpenAt } = await billing.getCaseStats({});
    return { open, answered, oldestOpenAt };
  },
  async getCaseFacts(caseId) {
    const { lastSeenAt, ...facts } = await billing.getCaseFacts({ caseId });
    return { ...facts, mediaFrom: facts.mediaFrom, lastSeenAt: time(lastSeenAt) };
  },
});

type Refunds = Pick<Cases, "beginRefund" | "finishRefund" | "cancelRefund" | "listBegunRefunds">;

const refunds = (billing: BillingCaller): Refunds => ({
  beginRefund: async ({ tokens = 0n, ...request }) =>
    caseOf((await billing.beginRefund({ ...request, tokens })).case),
  finishRefund: async (request) => caseOf((await billing.finishRefund(request)).case),
  cancelRefund: async (request) => caseOf((await billing.cancelRefund(request)).case),
  async listBegunRefunds({ begunBefore, ...page }) {
    const request = { begunBefore, ...pageRequest(page) };
    const { cases: found, nextCursor } = await billing.listBegunRefunds(request);
    return { items: found.map(caseOf), nextCursor: orUndefined(nextCursor) };
  },
});

function caseOf(answered: pb.Case | undefined): Case {
  const found = given(answered, "a case", "case_not_found");
  return {
    id: found.id,
    sessionId: found.sessionId,
    streamId: found.streamId,
    viewerId: found.viewerId,
    creatorId: found.creatorId,
    reason: found.reason as CaseReason,
    status: found.state as CaseStatus,
    tokensCharged: found.tokensCharged,
    openedAt: time(found.openedAt),
    updatedAt: time(found.updatedAt),
    resolvedAt: found.resolvedAt,
    resolvedBy: orUndefined(found.resolvedBy),
    resolutionNote: orUndefined(found.resolutionNote),
    refund: found.refund && {
      tokens: found.refund.tokens,
      begunBy: found.refund.begunBy,
      begunAt: time(found.refund.begunAt),
      note: found.refund.note,
      attempt: found.refund.attempt,
      transferId: orUndefined(found.refund.transferId),
    },
    messages: found.messages,
  };
}

const messageOf = ({ side, authorId, text, writtenAt }: pb.CaseMessage): CaseMessage => ({
  side: side === "platform" ? "platform" : "viewer",
  authorId,
  text,
  writtenAt: time(writtenAt),
});
