import { rows } from "@metercast/postgres";
import type { Prisma } from "../../../generated/prisma/client.ts";
import { payoutLabel } from "../../domain/payout-method.ts";
import {
  type Change,
  isOpen,
  type Status,
  type Withdrawal,
  type WithdrawalDetails,
} from "../../domain/withdrawal.ts";
import type { ListQuery, Stats, WithdrawalReads } from "../../ports/withdrawals.ts";
import { toAttempt } from "./attempts.ts";
import { readBarred } from "./barred-approvers.ts";
import type { Connection, Database } from "./database.ts";
import { search } from "./search.ts";
import { claimPlacing } from "./withdrawals.queries.ts";

const OPEN: Status[] = ["PENDING", "APPROVED"];
/** While its hold is being placed no API shows it. */
const SHOWN = { hold: { not: "placing" } } as const;

/** With its payout method and its approvals in their order. */
export const WITH = { method: true, approvals: { orderBy: { at: "asc" } } } as const;
type Row = Prisma.WithdrawalGetPayload<{ include: typeof WITH }>;

const WITH_DETAILS = {
  ...WITH,
  history: { orderBy: { id: "asc" } },
  attempts: { orderBy: { id: "asc" } },
} as const;

export function withdrawalReads(database: Database): WithdrawalReads {
  return {
    find: (id) => readDetails(database, id),
    list: (query) => list(database, query),
    async openOf(creatorId) {
      const row = await database.withdrawal.findFirst({
        where: { creatorId, status: { in: OPEN } },
        select: { id: true },
      });
      return row?.id;
    },
    async paidOutTo(creatorId) {
      const where = { creatorId, status: "COMPLETED" };
      const { _sum } = await database.withdrawal.aggregate({ where, _sum: { amount: true } });
      return _sum.amount ?? 0n;
    },
    stats: () => readStats(database),
    search: (query) => search(database, query),
    async claimPlacing(afterSeconds, limit) {
      const claimed = await rows(database, claimPlacing, { afterSeconds, limit });
      if (claimed.length === 0) return [];
      const ids = claimed.map(({ id }) => id);
      return (await database.withdrawal.findMany({ where: { id: { in: ids } }, include: WITH })).map(
        toWithdrawal,
      );
    },
    async drop(id) {
      await database.withdrawal.deleteMany({ where: { id, hold: "placing" } });
    },
  };
}

/** A withdrawal with all that belongs to it. */
export async function readDetails(sql: Connection, id: string): Promise<WithdrawalDetails | undefined> {
  const row = await sql.withdrawal.findFirst({ where: { id, ...SHOWN }, include: WITH_DETAILS });
  if (!row) return undefined;
  return {
    withdrawal: toWithdrawal(row),
    history: row.history.map(toChange),
    attempts: row.attempts.map(toAttempt),
    approvedBy: approvalsOf(row).map(({ adminId }) => adminId),
    barredApprovers: await readBarred(sql, row.creatorId, id),
  };
}

async function list(
  database: Database,
  { creatorId, status, needsReview, after, limit }: ListQuery,
): Promise<Withdrawal[]> {
  const found = await database.withdrawal.findMany({
    where: {
      ...SHOWN,
      ...(creatorId !== "" && { creatorId }),
      ...(status && { status }),
      ...(needsReview && { needsReview: { not: "" } }),
      ...(after !== undefined && { id: { lt: after } }),
    },
    include: WITH,
    orderBy: { id: "desc" },
    take: limit,
  });
  return found.map(toWithdrawal);
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
    needingReview: BigInt(await database.withdrawal.count({ where: { needsReview: { not: "" } } })),
  };
}

/** For its present destination. */
const approvalsOf = ({ approvals, destinationVersion }: Row) =>
  approvals.filter((approval) => approval.destinationVersion === destinationVersion);

export function toWithdrawal(row: Row): Withdrawal {
  const { method, idempotencyKey: _key, requestHash: _hash, nextAt: _next, approvals: _all, ...rest } = row;
  const approvals = approvalsOf(row);
  const missing = Math.max(0, row.approvalsNeeded - approvals.length);
  const status = row.status as Status;
  const [first] = approvals;
  return {
    ...rest,
    status,
    hold: row.hold as Withdrawal["hold"],
    method: (method?.kind ?? "") as Withdrawal["method"],
    payoutMethodId: row.payoutMethodId ?? undefined,
    approvalsNeeded: isOpen(status) ? missing : 0,
    firstApproval:
      first && missing > 0 && isOpen(status) ? { adminId: first.adminId, at: first.at } : undefined,
    needsReview: row.needsReview as Withdrawal["needsReview"],
    estimatedArrival: row.estimatedArrival ?? undefined,
    payoutLabel: method ? payoutLabel(kindOf(method), row.destination || undefined) : "",
    payoutDetails: method?.details ?? "",
  };
}

const kindOf = ({ kind }: NonNullable<Row["method"]>) => kind as Exclude<Withdrawal["method"], "">;

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
