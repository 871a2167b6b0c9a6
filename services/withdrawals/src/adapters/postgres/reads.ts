import type { Sql } from "@metercast/postgres";
import type { Status } from "../../domain/withdrawal.ts";
import type { Change, ListQuery, Stats, Withdrawal, WithdrawalDetails } from "../../ports.ts";
import { readBarred } from "./hands.ts";
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  SELECT_WITHDRAWAL,
  toAttempt,
  toWithdrawal,
  type WithdrawalRow,
} from "./rows.ts";

/** A withdrawal that may be seen, with all that belongs to it. */
export async function readDetails(sql: Sql, id: string): Promise<WithdrawalDetails | undefined> {
  const [row] = await sql.$queryRawUnsafe<WithdrawalRow[]>(
    `${SELECT_WITHDRAWAL} WHERE w.id = $1::uuid AND w.hold <> 'placing'`,
    id,
  );
  if (!row) return undefined;
  const history = await sql.$queryRawUnsafe<Change[]>(
    `SELECT at, actor_id AS "actorId", from_status AS "fromStatus", to_status AS "toStatus", note, internal_note AS "internalNote"
     FROM withdrawal_change WHERE withdrawal = $1::uuid ORDER BY id`,
    id,
  );
  const attempts = await sql.$queryRawUnsafe<AttemptRow[]>(
    `SELECT ${ATTEMPT_COLUMNS} FROM payout_attempt WHERE withdrawal = $1::uuid ORDER BY id`,
    id,
  );
  const approvals = await sql.$queryRawUnsafe<{ admin_id: string }[]>(
    `SELECT a.admin_id FROM approval a JOIN withdrawal w ON w.id = a.withdrawal AND w.destination_version = a.destination_version
     WHERE w.id = $1::uuid ORDER BY a.at`,
    id,
  );
  return {
    withdrawal: toWithdrawal(row),
    history,
    attempts: attempts.map(toAttempt),
    approvedBy: approvals.map((approval) => approval.admin_id),
    barredApprovers: await readBarred(sql, row.creator_id, id),
  };
}

export async function listWithdrawals(sql: Sql, query: ListQuery): Promise<Withdrawal[]> {
  const rows = await sql.$queryRawUnsafe<WithdrawalRow[]>(
    `${SELECT_WITHDRAWAL} WHERE w.hold <> 'placing' AND ($1 = '' OR w.creator_id = $1) AND ($2::text IS NULL OR w.status = $2)
       AND (NOT $3::boolean OR w.needs_review <> '') AND ($4::uuid IS NULL OR w.id < $4::uuid) ORDER BY w.id DESC LIMIT $5::integer`,
    query.creatorId,
    query.status ?? null,
    query.needsAttention,
    query.after ?? null,
    query.limit,
  );
  return rows.map(toWithdrawal);
}

export async function openOf(sql: Sql, creatorId: string): Promise<string | undefined> {
  const [row] = await sql.$queryRawUnsafe<{ id: string }[]>(
    "SELECT id::text FROM withdrawal WHERE creator_id = $1 AND status IN ('PENDING', 'APPROVED')",
    creatorId,
  );
  return row?.id;
}

export async function paidOutTo(sql: Sql, creatorId: string): Promise<bigint> {
  const [row] = await sql.$queryRawUnsafe<{ cents: bigint }[]>(
    "SELECT coalesce(sum(amount), 0)::bigint AS cents FROM withdrawal WHERE creator_id = $1 AND status = 'COMPLETED'",
    creatorId,
  );
  return row?.cents ?? 0n;
}

export async function readStats(sql: Sql): Promise<Stats> {
  const byStatus = await sql.$queryRawUnsafe<{ status: Status; count: bigint; amount: bigint }[]>(
    "SELECT status, count(*) AS count, sum(amount)::bigint AS amount FROM withdrawal WHERE hold <> 'placing' GROUP BY status ORDER BY status",
  );
  const [rest] = await sql.$queryRawUnsafe<{ oldest: Date | null; unknown: bigint; needsReview: bigint }[]>(
    `SELECT (SELECT min(created_at) FROM withdrawal WHERE status = 'PENDING' AND hold <> 'placing') AS oldest,
            (SELECT count(*) FROM payout_attempt WHERE unknown_since IS NOT NULL) AS unknown,
            (SELECT count(*) FROM withdrawal WHERE needs_review <> '') AS "needsReview"`,
  );
  return {
    byStatus,
    oldestPendingAt: rest?.oldest ?? undefined,
    attemptsUnknown: rest?.unknown ?? 0n,
    needingAttention: rest?.needsReview ?? 0n,
  };
}
