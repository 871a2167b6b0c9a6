import type { Sql } from "@metercast/postgres";
import {
  ADJUSTING,
  type BalanceAct,
  barredApprovers,
  type DecidedWithdrawal,
} from "../../domain/dual-control.ts";

/** An adjustment older than this bars nobody. */
const LOOK_BACK = "365 days";
/** Of one creator. Fewer withdrawals than there are bar somebody for longer, never shorter. */
const MAX_WITHDRAWALS = 500;
/** With more acts by hand than this every admin among them is barred. */
const MAX_ACTS = 1_000;

/** A debit bars its admin for one withdrawal. */
const ACTS = `
  SELECT requested_by AS by, coalesce(executed_at, decided_at, requested_at) AS at,
         CASE WHEN details->'adjustment'->>'direction' = 'debit' THEN 1 ELSE greatest(cents, 1) END::bigint AS cents
  FROM admin_act WHERE subject = $1 AND kind = ANY ($2::text[]) AND state IN ('confirmed', 'executed') AND requested_at > now() - interval '${LOOK_BACK}'
  ORDER BY requested_at DESC LIMIT ${MAX_ACTS}`;
const DECIDED = `
  SELECT w.created_at AS "requestedAt", w.amount AS cents, array(SELECT a.admin_id FROM approval a WHERE a.withdrawal = w.id) AS "approvedBy"
  FROM withdrawal w WHERE w.creator_id = $1 AND w.id <> $2::uuid AND w.status IN ('APPROVED', 'COMPLETED') AND w.created_at >= $3::timestamptz
  ORDER BY w.id DESC LIMIT ${MAX_WITHDRAWALS}`;

/** The admins who may not approve this withdrawal, because they changed its creator's balance by hand. */
export async function readBarred(sql: Sql, creatorId: string, withdrawalId: string): Promise<string[]> {
  const acts = await sql.$queryRawUnsafe<BalanceAct[]>(ACTS, creatorId, ADJUSTING);
  if (acts.length === 0) return [];
  if (acts.length === MAX_ACTS) return [...new Set(acts.map(({ by }) => by))];
  const first = new Date(Math.min(...acts.map(({ at }) => at.getTime())));
  const decided = await sql.$queryRawUnsafe<DecidedWithdrawal[]>(DECIDED, creatorId, withdrawalId, first);
  return barredApprovers(acts, decided);
}
