// Made by `npm run sql` from audit-log.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface CompleteIntentParams {
  intentId: string;
  actor: string;
  action: string;
  objectType: string;
  objectId: string;
  requestId: string;
  detail: string;
  dedupKey: string;
}

/** The row replaces its intent. If the sweep was faster there are two rows: one of unknown outcome, and this one. */
export const completeIntent: Statement<CompleteIntentParams, never> = {
  sql: `WITH intent AS (DELETE FROM audit_intent WHERE id = $1::uuid)
INSERT INTO audit_log (actor, action, object_type, object_id, request_id, detail, dedup_key)
VALUES ($2, $3, $4, $5, $6, $7::jsonb, $8)
ON CONFLICT (dedup_key) DO NOTHING`,
  parameters: ["intentId", "actor", "action", "objectType", "objectId", "requestId", "detail", "dedupKey"],
};

export interface SweepIntentsParams {
  ageSeconds: number;
  most: number;
}

/** Turns intents that a crash left behind into rows of unknown outcome. */
export const sweepIntents: Statement<SweepIntentsParams, never> = {
  sql: `WITH left_behind AS (
  DELETE FROM audit_intent WHERE id IN (
    SELECT id FROM audit_intent WHERE began_at < now() - make_interval(secs => $1::float8) ORDER BY id LIMIT $2::int)
  RETURNING *)
INSERT INTO audit_log (at, actor, action, object_type, object_id, request_id, detail, dedup_key)
SELECT began_at, actor, action, object_type, object_id, request_id, detail || '{"outcome": "unknown"}', 'intent:' || id
  FROM left_behind
 ORDER BY id`,
  parameters: ["ageSeconds", "most"],
};
