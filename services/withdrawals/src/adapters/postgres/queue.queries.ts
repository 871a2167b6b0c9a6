// Made by `npm run sql` from queue.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface CreatorHistoriesParams {
  creators: readonly string[] | Buffer;
}

export interface CreatorHistoriesRow {
  creatorId: string;
  paidCount: number;
  paidTotal: bigint;
  returnedCount: number;
  rejectedCount: number;
  lastPaidAt: Date | null;
}

/** How the withdrawals of some creators ended. */
export const creatorHistories: Statement<CreatorHistoriesParams, CreatorHistoriesRow> = {
  sql: `SELECT w.creator_id AS "creatorId", count(*) FILTER (WHERE w.status = 'COMPLETED')::integer AS "paidCount",
       coalesce(sum(w.amount) FILTER (WHERE w.status = 'COMPLETED'), 0)::bigint AS "paidTotal",
       count(*) FILTER (WHERE w.status = 'FAILED')::integer AS "returnedCount",
       count(*) FILTER (WHERE w.status = 'REJECTED')::integer AS "rejectedCount",
       max(w.updated_at) FILTER (WHERE w.status = 'COMPLETED') AS "lastPaidAt"
  FROM withdrawal w WHERE w.creator_id = ANY ($1::text[]) AND w.status IN ('COMPLETED', 'FAILED', 'REJECTED') GROUP BY w.creator_id`,
  parameters: ["creators"],
};

export interface AdjustedByAdminParams {
  adminId: string;
  kinds: readonly string[] | Buffer;
  since: Date | string;
  creators: readonly string[] | Buffer | null;
  limit: number;
}

export interface AdjustedByAdminRow {
  creatorId: string;
  id: string;
}

/** Creators with an open withdrawal whose balance an admin changed by hand, with that withdrawal. */
export const adjustedByAdmin: Statement<AdjustedByAdminParams, AdjustedByAdminRow> = {
  sql: `SELECT DISTINCT a.subject AS "creatorId", w.id
  FROM admin_act a JOIN withdrawal w ON w.creator_id = a.subject AND w.status IN ('PENDING', 'APPROVED') AND NOT w.is_stuck
 WHERE lower(a.requested_by) = lower($1) AND a.kind = ANY ($2::text[]) AND a.state IN ('confirmed', 'executed')
   AND a.requested_at > $3::timestamptz AND ($4::text[] IS NULL OR a.subject = ANY ($4::text[]))
 ORDER BY w.id LIMIT $5::integer`,
  parameters: ["adminId", "kinds", "since", "creators", "limit"],
};

export interface DueFactsParams {
  leaseSeconds: number;
  limit: number;
}

export interface DueFactsRow {
  id: string;
}

/** Claims pending withdrawals whose facts are due, the longest unread first. */
export const dueFacts: Statement<DueFactsParams, DueFactsRow> = {
  sql: `UPDATE decision_facts SET next_at = now() + make_interval(secs => $1::float8)
WHERE withdrawal IN (SELECT withdrawal FROM decision_facts WHERE next_at <= now() ORDER BY next_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
RETURNING withdrawal AS id`,
  parameters: ["leaseSeconds", "limit"],
};

export interface KeepFactsParams {
  id: string;
  facts: string;
  readAt: Date | string;
  isOpen: boolean;
  againInSeconds: number;
}

export const keepFacts: Statement<KeepFactsParams, never> = {
  sql: `INSERT INTO decision_facts (withdrawal, facts, read_at, next_at)
VALUES ($1::uuid, $2::jsonb, $3::timestamptz, CASE WHEN $4::boolean THEN now() + make_interval(secs => $5::float8) END)
ON CONFLICT (withdrawal) DO UPDATE SET facts = EXCLUDED.facts, read_at = EXCLUDED.read_at, next_at = EXCLUDED.next_at`,
  parameters: ["id", "facts", "readAt", "isOpen", "againInSeconds"],
};

export interface KeepRiskParams {
  risk: number;
  reasons: readonly string[] | Buffer;
  readAt: Date | string;
  id: string;
}

/** `risk_changed_at` moves where pages show something else by now. */
export const keepRisk: Statement<KeepRiskParams, never> = {
  sql: `UPDATE withdrawal SET risk = $1::smallint, risk_reasons = $2::text[], risk_at = $3::timestamptz,
  risk_changed_at = CASE WHEN risk = $1::smallint AND risk_reasons = $2::text[] AND risk_at IS NOT NULL THEN risk_changed_at ELSE now() END
WHERE id = $4::uuid`,
  parameters: ["risk", "reasons", "readAt", "id"],
};

export interface FactsAreDueParams {
  creatorId: string;
}

/** The facts of a creator's open withdrawals have changed. */
export const factsAreDue: Statement<FactsAreDueParams, never> = {
  sql: `UPDATE decision_facts SET next_at = now()
WHERE withdrawal IN (SELECT id FROM withdrawal WHERE creator_id = $1 AND status = 'PENDING')`,
  parameters: ["creatorId"],
};

export interface FactsAreNewParams {
  id: string;
}

/** A withdrawal has become visible. */
export const factsAreNew: Statement<FactsAreNewParams, never> = {
  sql: `INSERT INTO decision_facts (withdrawal, next_at) VALUES ($1::uuid, now()) ON CONFLICT DO NOTHING`,
  parameters: ["id"],
};
