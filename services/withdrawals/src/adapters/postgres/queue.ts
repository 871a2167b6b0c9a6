import { execute, rows } from "@metercast/postgres";
import type { AdminAct } from "../../../generated/prisma/client.ts";
import { ADJUSTING, sameUser } from "../../domain/dual-control.ts";
import { levelOf, RISK_REASONS, type RiskReason } from "../../domain/risk.ts";
import type { Withdrawal } from "../../domain/withdrawal.ts";
import type {
  CreatorHistory,
  FactsRow,
  ManualAdjustment,
  QueueQuery,
  QueueReads,
  QueueRow,
  QueueWrites,
  Sort,
} from "../../ports/queue.ts";
import { readBarred } from "./barred-approvers.ts";
import type { Connection, Database } from "./database.ts";
import { toHeld } from "./decisions.ts";
import * as sql from "./queue.queries.ts";
import { pageStatement } from "./queue-statement.ts";
import { load } from "./withdrawals.ts";

const LOOK_BACK_MS = 365 * 86_400_000;
/** Of one admin. More creators than this count as barred without a look at what others approved since. */
const MOST_BARRED = 50;
const MOST_ADJUSTED = 500;
/** What a page shows of a creator's adjustments. */
const SHOWN_ADJUSTMENTS = 20;

export function queueReads(database: Database): QueueReads {
  return {
    list: (query) => list(database, query),
    facts: (id) => readFacts(database, id),
    async claimFacts(leaseSeconds, limit) {
      return (await rows(database, sql.dueFacts, { leaseSeconds, limit })).map(({ id }) => id);
    },
    async keepRisk({ withdrawalId: id, score, reasons, facts, readAt, againInSeconds }) {
      const kept = { id, facts: JSON.stringify(facts), readAt, againInSeconds: againInSeconds ?? 0 };
      await execute(database, sql.keepFacts, { ...kept, isOpen: againInSeconds !== undefined });
      await execute(database, sql.keepRisk, { id, risk: score, reasons: [...reasons], readAt });
    },
  };
}

export const queueWrites = (tx: Connection): QueueWrites => ({
  async factsAreNew(id) {
    await execute(tx, sql.factsAreNew, { id });
  },
  async factsAreDue(creatorId) {
    await execute(tx, sql.factsAreDue, { creatorId });
  },
});

/** A page costs the same number of statements however many rows it has. */
async function list(database: Database, query: QueueQuery): Promise<QueueRow[]> {
  const wantsMine = query.filter.needs === "me";
  const allBarred = wantsMine ? await barredFor(database, query.actorId) : [];
  const { text, values } = pageStatement(query, allBarred);
  const found = await database.$queryRawUnsafe<{ id: string }[]>(text, ...values);
  if (found.length === 0) return [];
  const where = { in: found.map(({ id }) => id) };
  const stored = await database.withdrawal.findMany({ where: { id: where } });
  const withdrawals = await load(database, stored);
  const creators = [...new Set(stored.map(({ creatorId }) => creatorId))];
  const histories = await readHistories(database, creators);
  const of = { where: { withdrawalId: where } };
  const approvals = await database.approval.findMany({ ...of, orderBy: { at: "asc" } });
  const held = await database.heldDecision.findMany(of);
  const stopped = await database.stoppedDecision.findMany(of);
  const barred = wantsMine ? allBarred : await barredFor(database, query.actorId, creators);
  return found.flatMap(({ id }) => {
    const row = stored.find((one) => one.id === id);
    const withdrawal = withdrawals.find((one) => one.id === id);
    // Deleted between the statements: no API has shown it.
    if (!row || !withdrawal) return [];
    const decision = held.find(({ withdrawalId }) => withdrawalId === id);
    const given = approvals.filter(
      (one) => one.withdrawalId === id && one.destinationVersion === row.destinationVersion,
    );
    const last = stopped.find(({ withdrawalId }) => withdrawalId === id);
    return {
      withdrawal,
      place: { value: sortedBy(query.sort, row), id },
      history: histories.get(row.creatorId) ?? nothingBefore(row.creatorId),
      risk: { score: row.risk, level: levelOf(row.risk), reasons: row.riskReasons.filter(isReason) },
      riskAt: row.riskAt ?? undefined,
      changedAt: later(row.updatedAt, row.riskChangedAt),
      approvals: given.map(({ adminId, at }) => ({ adminId, at })),
      decision: decision && toHeld(decision),
      stopped: last,
      firstPayout: row.firstPayout,
      needsActor:
        !decision &&
        waitsForApproval(withdrawal) &&
        !sameUser(row.creatorId, query.actorId) &&
        !given.some(({ adminId }) => sameUser(adminId, query.actorId)) &&
        !barred.includes(row.creatorId),
    };
  });
}

const waitsForApproval = ({ status, needsReview }: Withdrawal): boolean =>
  status === "PENDING" || (status === "APPROVED" && needsReview === "destination_unapproved");

const isReason = (code: string): code is RiskReason => RISK_REASONS.some((known) => known === code);

const sortedBy = (sort: Sort, { amount, risk }: { amount: bigint; risk: number }): bigint =>
  sort === "amount" ? amount : sort === "risk" ? BigInt(risk) : 0n;

const later = (one: Date, other: Date | null): Date => (other !== null && other > one ? other : one);

const nothingBefore = (creatorId: string): CreatorHistory => ({
  creatorId,
  paidCount: 0,
  paidTotal: 0n,
  returnedCount: 0,
  rejectedCount: 0,
  lastPaidAt: undefined,
});

async function readHistories(database: Database, creators: string[]): Promise<Map<string, CreatorHistory>> {
  const found = await rows(database, sql.creatorHistories, { creators });
  return new Map(
    found.map(({ lastPaidAt, ...history }) => [
      history.creatorId,
      { ...history, lastPaidAt: lastPaidAt ?? undefined },
    ]),
  );
}

/** The creators, of these or of all with an open withdrawal, whose withdrawals this admin may not approve. */
async function barredFor(database: Database, adminId: string, creators?: string[]): Promise<string[]> {
  if (adminId === "") return [];
  const adjusted = await rows(database, sql.adjustedByAdmin, {
    adminId,
    kinds: [...ADJUSTING],
    since: new Date(Date.now() - LOOK_BACK_MS),
    creators: creators ?? null,
    limit: MOST_ADJUSTED,
  });
  const barred = adjusted.slice(MOST_BARRED).map(({ creatorId }) => creatorId);
  for (const { creatorId, id } of adjusted.slice(0, MOST_BARRED)) {
    const admins = await readBarred(database, creatorId, id);
    if (admins.some((admin) => sameUser(admin, adminId))) barred.push(creatorId);
  }
  return barred;
}

async function readFacts(database: Database, id: string): Promise<FactsRow | undefined> {
  const row = await database.withdrawal.findFirst({ where: { id, hold: { not: "placing" } } });
  const [withdrawal] = row ? await load(database, [row]) : [];
  if (!row || !withdrawal) return undefined;
  const { creatorId, payoutMethodId } = row;
  const histories = await readHistories(database, [creatorId]);
  const acts = await database.adminAct.findMany({
    where: {
      subject: creatorId,
      kind: "adjustment",
      state: "executed",
      requestedAt: { gt: new Date(Date.now() - LOOK_BACK_MS) },
    },
    orderBy: { requestedAt: "desc" },
    take: SHOWN_ADJUSTMENTS,
  });
  const method =
    payoutMethodId === null
      ? undefined
      : await database.payoutMethod.findUnique({ where: { id: payoutMethodId } });
  return {
    withdrawal,
    firstPayout: row.firstPayout,
    needsTwoApprovals: row.approvalsNeeded > 1,
    history: histories.get(creatorId) ?? nothingBefore(creatorId),
    adjustments: acts.flatMap(toAdjustment),
    method: method
      ? { rail: method.kind, addedAt: method.createdAt, changedAt: method.updatedAt }
      : undefined,
  };
}

/** Tokens are no money of a creator. */
function toAdjustment({ details, ...act }: AdminAct): ManualAdjustment[] {
  const { adjustment } = details as { adjustment?: { direction?: string; asset?: string } };
  if (adjustment?.asset === "ASSET_TOKEN") return [];
  const cents = adjustment?.direction === "debit" ? -act.cents : act.cents;
  const at = act.executedAt ?? act.decidedAt ?? act.requestedAt;
  return [{ at, actorId: act.requestedBy, cents, reason: act.reason }];
}
