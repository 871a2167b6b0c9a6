import { publicId, uuidOf } from "@metercast/contracts";
import type { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import type * as pb from "@metercast/contracts/billing/v1/cases.ts";
import { type Handlers, MetercastError, z } from "@metercast/runtime";
import { cursor, key, pageLimit, storableText, userId, uuidOfKind, validate } from "@metercast/validation";
import {
  CASE_REASONS,
  CASE_STATES,
  CASE_TEXT_CHARACTERS,
  type CaseMessage,
  type ViewerCase,
} from "../../domain/viewer-case.ts";
import { addCaseMessage } from "../../usecases/cases/add-case-message.ts";
import { declineCase, withdrawCase } from "../../usecases/cases/end-case.ts";
import { type OpenCasePorts, openCase } from "../../usecases/cases/open-case.ts";
import { countOpenCases, getCase, getCaseFacts, getCaseStats } from "../../usecases/cases/read-cases.ts";
import { beginRefund, cancelRefund, finishRefund } from "../../usecases/cases/refund-case.ts";
import { known } from "./requests.ts";

type Methods =
  | "openCase"
  | "getCase"
  | "listCases"
  | "addCaseMessage"
  | "withdrawCase"
  | "declineCase"
  | "beginRefund"
  | "finishRefund"
  | "cancelRefund"
  | "listBegunRefunds"
  | "countOpenCases"
  | "eraseCaseTexts"
  | "getCaseStats"
  | "getCaseFacts";

export type CasesPorts = OpenCasePorts;

const text = storableText(CASE_TEXT_CHARACTERS, 1);
const note = storableText(500);
const empty = z.literal("");
const MAX_TOKENS = 10n ** 15n;
const tokens = z.bigint().min(0n).max(MAX_TOKENS).transform(Number);

const OPEN = z.object({ sessionId: z.string(), viewerId: userId, reason: z.enum(CASE_REASONS), text });
const MESSAGE = z.object({
  caseId: z.string(),
  authorId: userId,
  asPlatform: z.boolean(),
  text,
  idempotencyKey: z.union([empty, key]),
});
const LIST = z.object({
  states: z.array(z.enum(CASE_STATES)).max(CASE_STATES.length),
  reason: z.union([empty, z.enum(CASE_REASONS)]),
  viewerId: z.union([empty, userId]),
  creatorId: z.union([empty, userId]),
  streamId: z.union([empty, uuidOfKind("stream")]),
  sessionId: z.union([empty, uuidOfKind("session")]),
  oldestFirst: z.boolean(),
  limit: pageLimit,
  cursor,
});
const WITHDRAW = z.object({ caseId: z.string(), viewerId: userId });
const DECLINE = z.object({ caseId: z.string(), actorId: userId, note: storableText(500, 1) });
const BEGIN = z.object({ caseId: z.string(), actorId: userId, tokens, note });
const FINISH = z.object({ caseId: z.string(), transferId: uuidOfKind("transfer") });
const CANCEL = z.object({ caseId: z.string(), attempt: z.number().int().min(1) });
const BEGUN = z.object({ begunBefore: z.date(), limit: pageLimit, cursor });
const ERASE = z.object({ personId: userId });
const COUNT = z.object({ creatorId: z.union([empty, userId]) });

/** The request with the UUID of its case. @throws case_not_found */
function about<T extends { caseId: string }>(schema: z.ZodType<T>, request: unknown): T {
  const parsed = validate(schema, request);
  return { ...parsed, caseId: caseUuid(parsed.caseId) };
}

function caseUuid(id: string): string {
  const uuid = uuidOf("case", id);
  if (uuid === undefined) throw new MetercastError("case_not_found");
  return uuid;
}

/** Cases of viewers. */
export function viewerCases(ports: CasesPorts): Pick<Handlers<typeof BillingServiceService>, Methods> {
  return { ...conversation(ports), ...refunds(ports), ...reads(ports) };
}

function conversation(ports: CasesPorts) {
  return {
    async openCase(request: pb.OpenCaseRequest) {
      const { sessionId, ...report } = validate(OPEN, request);
      return caseResponse(await openCase(ports, { ...report, sessionId: known("session", sessionId) }));
    },
    addCaseMessage: async (request: pb.AddCaseMessageRequest) =>
      caseResponse(await addCaseMessage(ports, about(MESSAGE, request))),
    withdrawCase: async (request: pb.WithdrawCaseRequest) =>
      caseResponse(await withdrawCase(ports, about(WITHDRAW, request))),
    declineCase: async (request: pb.DeclineCaseRequest) =>
      caseResponse(await declineCase(ports, about(DECLINE, request))),
  };
}

function refunds(ports: CasesPorts) {
  return {
    beginRefund: async (request: pb.BeginRefundRequest) =>
      caseResponse(await beginRefund(ports, about(BEGIN, request))),
    finishRefund: async (request: pb.FinishRefundRequest) =>
      caseResponse(await finishRefund(ports, about(FINISH, request))),
    cancelRefund: async (request: pb.CancelRefundRequest) =>
      caseResponse(await cancelRefund(ports, about(CANCEL, request))),
    async listBegunRefunds(request: pb.ListBegunRefundsRequest) {
      const { begunBefore, ...page } = validate(BEGUN, request);
      const { items, nextCursor } = await ports.viewerCases.begunRefunds(begunBefore.getTime(), page);
      return { cases: items.map(caseMessage), nextCursor };
    },
  };
}

function reads(ports: CasesPorts) {
  return {
    async getCase({ caseId }: pb.GetCaseRequest) {
      const { found, messages } = await getCase(ports, caseUuid(caseId));
      return { case: caseMessage(found), messages: messages.map(messageMessage) };
    },
    async listCases(request: pb.ListCasesRequest) {
      const { items, nextCursor } = await ports.viewerCases.list(validate(LIST, request));
      return { cases: items.map(caseMessage), nextCursor };
    },
    async countOpenCases(request: pb.CountOpenCasesRequest) {
      return { cases: await countOpenCases(ports, validate(COUNT, request).creatorId) };
    },
    async eraseCaseTexts(request: pb.EraseCaseTextsRequest) {
      await ports.viewerCases.eraseTexts(validate(ERASE, request).personId);
      return {};
    },
    async getCaseStats() {
      const { open, answered, oldestOpenAt } = await getCaseStats(ports);
      return { open, answered, ...(oldestOpenAt !== undefined && { oldestOpenAt: new Date(oldestOpenAt) }) };
    },
    async getCaseFacts({ caseId }: pb.GetCaseFactsRequest): Promise<pb.GetCaseFactsResponse> {
      const { session, charged, refunded } = await getCaseFacts(ports, caseUuid(caseId));
      const { lastSeenAt, mediaFrom = 0, silentMs, minuteMs, minutesEmitted, refusedMinute } = session;
      return {
        lastSeenAt: new Date(lastSeenAt),
        mediaFrom: mediaFrom > 0 ? new Date(mediaFrom) : undefined,
        silentMs,
        minuteMs,
        minutesEmitted,
        refusedMinute,
        tokensCharged: BigInt(charged),
        tokensRefunded: BigInt(refunded),
      };
    },
  };
}

const caseResponse = (found: ViewerCase) => ({ case: caseMessage(found) });

const caseMessage = (found: ViewerCase): pb.Case => ({
  id: publicId("case", found.id),
  sessionId: publicId("session", found.sessionId),
  streamId: publicId("stream", found.streamId),
  viewerId: found.viewerId,
  creatorId: found.creatorId,
  reason: found.reason,
  state: found.state,
  tokensCharged: BigInt(found.tokensCharged),
  openedAt: new Date(found.openedAt),
  updatedAt: new Date(found.updatedAt),
  resolvedAt: found.resolvedAt === undefined ? undefined : new Date(found.resolvedAt),
  resolvedBy: found.resolvedBy,
  resolutionNote: found.resolutionNote,
  refund: found.refund && {
    tokens: BigInt(found.refund.tokens),
    begunBy: found.refund.begunBy,
    begunAt: new Date(found.refund.begunAt),
    note: found.refund.note,
    attempt: found.refundAttempt,
    transferId: found.refund.transferId ? publicId("transfer", found.refund.transferId) : "",
  },
  messages: found.messages,
});

const messageMessage = ({ id, side, authorId, text: words, writtenAt }: CaseMessage): pb.CaseMessage => ({
  id,
  side,
  authorId,
  text: words,
  writtenAt: new Date(writtenAt),
});
