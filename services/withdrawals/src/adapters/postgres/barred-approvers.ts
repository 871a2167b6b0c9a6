import type { AdminAct } from "../../../generated/prisma/client.ts";
import {
  ADJUSTING,
  type BalanceAct,
  balanceActCents,
  barredApprovers,
  MOST_BALANCE_ACTS,
} from "../../domain/dual-control.ts";
import type { Connection } from "./database.ts";

/** An older adjustment bars nobody. */
const LOOK_BACK_MS = 365 * 86_400_000;
/** Of one creator. With more withdrawals than this an admin is barred for longer, never shorter. */
const MAX_WITHDRAWALS = 500;

/** The admins who may not approve this withdrawal, because they changed its creator's balance by hand. */
export async function readBarred(
  sql: Connection,
  creatorId: string,
  withdrawalId: string,
): Promise<string[]> {
  const rows = await sql.adminAct.findMany({
    where: {
      subject: creatorId,
      kind: { in: [...ADJUSTING] },
      state: { in: ["confirmed", "executed"] },
      requestedAt: { gt: new Date(Date.now() - LOOK_BACK_MS) },
    },
    orderBy: { requestedAt: "desc" },
    take: MOST_BALANCE_ACTS,
  });
  const acts = rows.map(toBalanceAct);
  if (acts.length === 0) return [];
  const first = new Date(Math.min(...acts.map(({ at }) => at.getTime())));
  const decided = await sql.withdrawal.findMany({
    where: {
      creatorId,
      id: { not: withdrawalId },
      status: { in: ["APPROVED", "COMPLETED"] },
      createdAt: { gte: first },
    },
    select: { id: true, createdAt: true, amount: true },
    orderBy: { id: "desc" },
    take: MAX_WITHDRAWALS,
  });
  const ids = decided.map(({ id }) => id);
  const approvals = await sql.approval.findMany({ where: { withdrawalId: { in: ids } } });
  return barredApprovers(
    acts,
    decided.map(({ id, createdAt, amount }) => ({
      requestedAt: createdAt,
      cents: amount,
      approvedBy: approvals.filter(({ withdrawalId }) => withdrawalId === id).map(({ adminId }) => adminId),
    })),
  );
}

function toBalanceAct({
  requestedBy,
  executedAt,
  decidedAt,
  requestedAt,
  cents,
  details,
}: AdminAct): BalanceAct {
  const { adjustment } = details as { adjustment?: { direction?: string } };
  return {
    by: requestedBy,
    at: executedAt ?? decidedAt ?? requestedAt,
    cents: balanceActCents(cents, adjustment?.direction === "debit"),
  };
}
