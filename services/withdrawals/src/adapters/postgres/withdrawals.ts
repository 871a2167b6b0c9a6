import { one, rows } from "@metercast/postgres";
import type { PayoutMethod, Prisma } from "../../../generated/prisma/client.ts";
import { type Method, payoutLabel } from "../../domain/payout-method.ts";
import {
  type Change,
  isOpen,
  NEEDS_NOBODY,
  type Status,
  type Withdrawal,
  type WithdrawalDetails,
} from "../../domain/withdrawal.ts";
import type { ListQuery, Stats, WithdrawalReads } from "../../ports/withdrawals.ts";
import { toAttempt } from "./attempts.ts";
import { readBarred } from "./barred-approvers.ts";
import type { Connection, Database } from "./database.ts";
import { fieldsOf } from "./payout-methods.ts";
import { search } from "./search.ts";
import { claimPlacing, instantWithinDay } from "./withdrawals.queries.ts";

const OPEN: Status[] = ["PENDING", "APPROVED"];
/** While its hold is being placed no API shows it. */
const SHOWN = { hold: { not: "placing" } } as const;

type Row = Prisma.WithdrawalGetPayload<object>;
type Approval = Prisma.ApprovalGetPayload<object>;

export function withdrawalReads(database: Database): WithdrawalReads {
  return {
    find: (id) => readDetails(database, id),
    list: (query) => list(database, query),
    async openOf(creatorId) {
      const row = await database.withdrawal.findFirst({
        where: { creatorId, status: { in: OPEN }, isStuck: false },
        select: { id: true },
      });
      return row?.id;
    },
    async paidOutTo(creatorId) {
      const where = { creatorId, status: "COMPLETED" };
      const { _sum } = await database.withdrawal.aggregate({ where, _sum: { amount: true } });
      return _sum.amount ?? 0n;
    },
    async instantWithinDay(creatorId) {
      return (await one(database, instantWithinDay, { creatorId }))?.cents ?? 0n;
    },
    stats: () => readStats(database),
    search: (query) => search(database, query),
    async claimPlacing(afterSeconds, limit) {
      const claimed = await rows(database, claimPlacing, { afterSeconds, limit });
      if (claimed.length === 0) return [];
      const ids = claimed.map(({ id }) => id);
      return load(database, await database.withdrawal.findMany({ where: { id: { in: ids } } }));
    },
  };
}

/**
 * A withdrawal with all that belongs to it. The queries run one after the other: a transaction has one
 * connection.
 */
export async function readDetails(sql: Connection, id: string): Promise<WithdrawalDetails | undefined> {
  const row = await sql.withdrawal.findFirst({ where: { id, ...SHOWN } });
  const [withdrawal] = row ? await load(sql, [row]) : [];
  if (!withdrawal) return undefined;
  const of = { where: { withdrawalId: id }, orderBy: { id: "asc" } } as const;
  const history = await sql.withdrawalChange.findMany(of);
  const attempts = await sql.payoutAttempt.findMany(of);
  const { creatorId, destinationVersion } = withdrawal;
  const approvals = await sql.approval.findMany({
    where: { withdrawalId: id, destinationVersion },
    orderBy: { at: "asc" },
  });
  return {
    withdrawal,
    history: history.map(toChange),
    attempts: attempts.map(toAttempt),
    approvedBy: approvals.map(({ adminId }) => adminId),
    barredApprovers: await readBarred(sql, creatorId, id),
  };
}

export async function load(sql: Connection, found: readonly Row[]): Promise<Withdrawal[]> {
  if (found.length === 0) return [];
  const methodIds = found.flatMap(({ payoutMethodId }) => payoutMethodId ?? []);
  const methods = await sql.payoutMethod.findMany({ where: { id: { in: methodIds } } });
  const approvals = await sql.approval.findMany({
    where: { withdrawalId: { in: found.map(({ id }) => id) } },
    orderBy: { at: "asc" },
  });
  return found.map((row) => {
    const method = methods.find(({ id }) => id === row.payoutMethodId);
    const given = approvals.filter(
      ({ withdrawalId, destinationVersion }) =>
        withdrawalId === row.id && destinationVersion === row.destinationVersion,
    );
    return toWithdrawal(row, method, given);
  });
}

async function list(
  database: Database,
  { creatorId, status, needsReview, scheduled, after, limit }: ListQuery,
): Promise<Withdrawal[]> {
  const found = await database.withdrawal.findMany({
    where: {
      ...SHOWN,
      ...(creatorId !== "" && { creatorId }),
      ...(status && { status }),
      ...(needsReview && { needsReview: { notIn: ["", NEEDS_NOBODY] } }),
      ...(scheduled !== undefined && { scheduled }),
      ...(after !== undefined && { id: { lt: after } }),
    },
    orderBy: { id: "desc" },
    take: limit,
  });
  return load(database, found);
}

async function readStats(database: Database): Promise<Stats> {
  const byStatus = await database.withdrawal.groupBy({
    by: ["status"],
    where: SHOWN,
    _count: true,
    _sum: { amount: true },
    orderBy: { status: "asc" },
  });
  const pending = await database.withdrawal.aggregate({
    where: { ...SHOWN, status: "PENDING" },
    _min: { createdAt: true },
  });
  return {
    byStatus: byStatus.map(({ status, _count, _sum }) => ({
      status: status as Status,
      count: BigInt(_count),
      amount: _sum.amount ?? 0n,
    })),
    oldestPendingAt: pending._min.createdAt ?? undefined,
    attemptsUnknown: BigInt(await database.payoutAttempt.count({ where: { unknownSince: { not: null } } })),
    needingReview: BigInt(
      await database.withdrawal.count({ where: { needsReview: { notIn: ["", NEEDS_NOBODY] } } }),
    ),
  };
}

function toWithdrawal(
  row: Row,
  method: PayoutMethod | undefined,
  approvals: readonly Approval[],
): Withdrawal {
  const { idempotencyKey: _key, requestHash: _hash, nextAt: _next, isStuck: _stuck, ...seen } = row;
  const { firstPayout: _first, risk: _risk, riskReasons: _reasons, riskAt: _at, ...known } = seen;
  const { riskChangedAt: _changed, ...rest } = known;
  const kind = method?.kind as Method["kind"] | undefined;
  const status = row.status as Status;
  const missing = isOpen(status) ? Math.max(0, row.approvalsNeeded - approvals.length) : 0;
  const [first] = approvals;
  return {
    ...rest,
    status,
    hold: row.hold as Withdrawal["hold"],
    method: kind ?? "",
    payoutMethodId: row.payoutMethodId ?? undefined,
    approvalsNeeded: missing,
    firstApproval: first && missing > 0 ? { adminId: first.adminId, at: first.at } : undefined,
    needsReview: row.needsReview as Withdrawal["needsReview"],
    estimatedArrival: row.estimatedArrival ?? undefined,
    lockedUntil: isOpen(status) ? (method?.lockedUntil ?? undefined) : undefined,
    speed: row.speed as Withdrawal["speed"],
    payoutLabel:
      kind && method
        ? payoutLabel(kind, { accountId: row.destination || undefined, fields: fieldsOf(method) })
        : "",
    payoutDetails: method?.details ?? "",
  };
}

const toChange = ({
  at,
  actorId,
  fromStatus,
  toStatus,
  note,
  internalNote,
}: Prisma.WithdrawalChangeGetPayload<object>): Change => ({
  at,
  actorId,
  fromStatus,
  toStatus,
  note,
  internalNote,
});
