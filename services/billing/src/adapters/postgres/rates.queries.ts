// Made by `npm run sql` from rates.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface CurrentRatesParams {
  creatorIds: readonly string[] | Buffer;
  streamIds: readonly string[] | Buffer;
}

export interface CurrentRatesRow {
  id: string;
  scope: string;
  scopeId: string;
  version: number;
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  reason: string;
  createdBy: string;
  createdAt: Date;
}

/** The newest version of every scope that can apply to these streams. */
export const currentRates: Statement<CurrentRatesParams, CurrentRatesRow> = {
  sql: `SELECT DISTINCT ON (scope, scope_id) id, scope, scope_id AS "scopeId", version, tokens_per_minute AS "tokensPerMinute",
       creator_cents_per_minute AS "creatorCentsPerMinute", reason, created_by AS "createdBy", created_at AS "createdAt"
  FROM rate_card
 WHERE (scope = 'platform' AND scope_id = '') OR (scope = 'creator' AND scope_id = ANY ($1::text[]))
    OR (scope = 'stream' AND scope_id = ANY ($2::text[]))
 ORDER BY scope, scope_id, version DESC`,
  parameters: ["creatorIds", "streamIds"],
};
