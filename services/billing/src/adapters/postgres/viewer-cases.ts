import { type appendEvents, wakingAfterCommit } from "@metercast/outbox";
import type {
  CaseMessage as MessageRow,
  Prisma,
  ViewerCase as Row,
} from "../../../generated/prisma/client.ts";
import type { CaseMessage, CaseReason, CaseState, ViewerCase } from "../../domain/viewer-case.ts";
import { MAX_CASE_MESSAGES } from "../../domain/viewer-case.ts";
import type { Relay } from "../../ports/relay.ts";
import type { CaseQuery, CaseTransaction, ViewerCases } from "../../ports/viewer-cases.ts";
import { fromCursor, toPage } from "./cursor.ts";
import { type Database, inTransaction, lock, type Tx } from "./database.ts";

const OPEN = ["open", "answered"];

/** Viewers' cases in Postgres. Wakes the relay after each commit with events. */
export function viewerCaseStore(database: Database, relay: Relay): ViewerCases {
  return {
    find: async (id) => caseOf(await database.viewerCase.findUnique({ where: { id } })),
    async messagesOf(caseId) {
      const found = await database.caseMessage.findMany({
        where: { caseId },
        orderBy: { id: "asc" },
        take: MAX_CASE_MESSAGES,
      });
      return found.map(messageOf);
    },
    async list({ limit, cursor, oldestFirst, ...query }) {
      const after = fromCursor(cursor)?.id;
      const found = await database.viewerCase.findMany({
        where: {
          ...conditionOf(query),
          ...(after !== undefined && { id: oldestFirst ? { gt: after } : { lt: after } }),
        },
        orderBy: { id: oldestFirst ? "asc" : "desc" },
        take: limit + 1,
      });
      return pageOf(found, limit);
    },
    async begunRefunds(begunBefore, { limit, cursor }) {
      const after = fromCursor(cursor)?.id;
      const found = await database.viewerCase.findMany({
        where: {
          refundState: "begun",
          refundAt: { lt: new Date(begunBefore) },
          ...(after !== undefined && { id: { gt: after } }),
        },
        orderBy: { id: "asc" },
        take: limit + 1,
      });
      return pageOf(found, limit);
    },
    async count(states, creatorId, most) {
      const where = { state: { in: [...states] }, ...(creatorId !== "" && { creatorId }) };
      return (await database.viewerCase.findMany({ where, select: { id: true }, take: most })).length;
    },
    async oldestOpenAt() {
      const oldest = await database.viewerCase.findFirst({
        where: { state: "open" },
        orderBy: { id: "asc" },
        select: { openedAt: true },
      });
      return oldest?.openedAt.getTime();
    },
    refundedTokens: (sessionId) => refundedTokens(database, sessionId),
    async eraseTexts(authorId) {
      const mine = { side: "viewer", authorId, text: { not: "" } };
      // By the viewer's cases: an index on authors would serve nothing else.
      const cases = await database.viewerCase.findMany({
        where: { viewerId: authorId },
        select: { id: true },
      });
      for (const { id: caseId } of cases)
        await database.caseMessage.updateMany({ where: { caseId, ...mine }, data: { text: "" } });
    },
    transaction: (work) =>
      wakingAfterCommit(relay, (append) => inTransaction(database, (tx) => work(casesIn(tx, append)))),
  };
}

const casesIn = (tx: Tx, append: typeof appendEvents): CaseTransaction => ({
  append: (events) => append(tx, events),
  lockViewer: (viewerId) => lock(tx, `cases-of-viewer:${viewerId}`),
  lockSession: (sessionId) => lock(tx, `cases-of-session:${sessionId}`),
  find: async (id) => caseOf(await tx.viewerCase.findUnique({ where: { id } })),
  openOf: async (sessionId) =>
    caseOf(await tx.viewerCase.findFirst({ where: { sessionId, state: { in: OPEN } } })),
  async firstMessage(caseId) {
    const row = await tx.caseMessage.findFirst({ where: { caseId }, orderBy: { id: "asc" } });
    return row ? messageOf(row) : undefined;
  },
  openedSince: (viewerId, since) =>
    tx.viewerCase.count({ where: { viewerId, openedAt: { gt: new Date(since) } } }),
  refundedTokens: (sessionId) => refundedTokens(tx, sessionId),
  async insert(opened) {
    const { id, sessionId, streamId, viewerId, creatorId, reason, tokensCharged, openedAt } = opened;
    const parties = { id, sessionId, streamId, viewerId, creatorId, reason };
    await tx.viewerCase.create({
      data: {
        ...parties,
        tokensCharged: BigInt(tokensCharged),
        openedAt: new Date(openedAt),
        ...changingColumns(opened),
      },
    });
  },
  async save(changed) {
    await tx.viewerCase.update({ where: { id: changed.id }, data: changingColumns(changed) });
  },
  async addMessage({ writtenAt, ...message }, key) {
    const data = { ...message, writtenAt: new Date(writtenAt), requestKey: key || null };
    return (await tx.caseMessage.createMany({ data, skipDuplicates: true })).count === 1;
  },
});

function conditionOf(
  query: Omit<CaseQuery, "limit" | "cursor" | "oldestFirst">,
): Prisma.ViewerCaseWhereInput {
  const { states, reason, viewerId, creatorId, streamId, sessionId } = query;
  return {
    ...(states.length > 0 && { state: { in: [...states] } }),
    ...(reason !== "" && { reason }),
    ...(viewerId !== "" && { viewerId }),
    ...(creatorId !== "" && { creatorId }),
    ...(streamId !== "" && { streamId }),
    ...(sessionId !== "" && { sessionId }),
  };
}

async function refundedTokens(client: Tx, sessionId: string): Promise<number> {
  const { _sum } = await client.viewerCase.aggregate({
    where: { sessionId, refundState: { not: "" } },
    _sum: { refundTokens: true },
  });
  return Number(_sum.refundTokens ?? 0n);
}

/** The columns that change after a case was opened. */
const changingColumns = (changed: ViewerCase) => ({
  state: changed.state,
  messages: changed.messages,
  updatedAt: new Date(changed.updatedAt),
  resolvedAt: changed.resolvedAt === undefined ? null : new Date(changed.resolvedAt),
  resolvedBy: changed.resolvedBy,
  resolutionNote: changed.resolutionNote,
  refundAttempt: changed.refundAttempt,
  ...refundColumns(changed),
});

function refundColumns({ refund }: ViewerCase) {
  if (!refund)
    return {
      refundState: "",
      refundTokens: 0n,
      refundBy: "",
      refundNote: "",
      refundAt: null,
      transferId: null,
    };
  return {
    refundState: refund.transferId === undefined ? "begun" : "posted",
    refundTokens: BigInt(refund.tokens),
    refundBy: refund.begunBy,
    refundNote: refund.note,
    refundAt: new Date(refund.begunAt),
    transferId: refund.transferId ?? null,
  };
}

function pageOf(rows: Row[], limit: number) {
  const { items, nextCursor } = toPage(rows, limit, () => false);
  return { items: items.map(toCase), nextCursor };
}

const caseOf = (row: Row | null): ViewerCase | undefined => (row ? toCase(row) : undefined);

const toCase = (row: Row): ViewerCase => ({
  id: row.id,
  sessionId: row.sessionId,
  streamId: row.streamId,
  viewerId: row.viewerId,
  creatorId: row.creatorId,
  reason: row.reason as CaseReason,
  state: row.state as CaseState,
  tokensCharged: Number(row.tokensCharged),
  messages: row.messages,
  openedAt: row.openedAt.getTime(),
  updatedAt: row.updatedAt.getTime(),
  resolvedAt: row.resolvedAt?.getTime(),
  resolvedBy: row.resolvedBy,
  resolutionNote: row.resolutionNote,
  refund:
    row.refundAt === null
      ? undefined
      : {
          tokens: Number(row.refundTokens),
          begunBy: row.refundBy,
          begunAt: row.refundAt.getTime(),
          note: row.refundNote,
          transferId: row.transferId ?? undefined,
        },
  refundAttempt: row.refundAttempt,
});

const messageOf = ({ id, caseId, side, authorId, text, writtenAt }: MessageRow): CaseMessage => ({
  id,
  caseId,
  side: side as CaseMessage["side"],
  authorId,
  text,
  writtenAt: writtenAt.getTime(),
});
