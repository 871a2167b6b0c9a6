import type { Sql } from "@metercast/postgres";
import type { RateCard, RateScope } from "../../domain/rates.ts";
import type { Page } from "../../ports/page.ts";
import type { Rates } from "../../ports/rates.ts";
import { fromCursor, toPage } from "./cursor.ts";
import { RATE_COLUMNS, type RateRow, toRate } from "./rows.ts";

export function rateStore(sql: Sql): Rates {
  return {
    current: (streams) => currentRates(sql, streams),
    async list({ limit, cursor }: Page) {
      const rows = await sql.$queryRawUnsafe<RateRow[]>(
        `SELECT ${RATE_COLUMNS} FROM rate_card WHERE $1::uuid IS NULL OR id < $1::uuid ORDER BY id DESC LIMIT $2::int`,
        fromCursor(cursor)?.id ?? null,
        limit + 1,
      );
      const { items, nextCursor } = toPage(rows, limit, () => false);
      return { items: items.map(toRate), nextCursor };
    },
  };
}

/** The newest version of every scope that could count for these streams. */
export async function currentRates(
  sql: Sql,
  streams: readonly { id: string; creatorId: string }[],
): Promise<RateCard[]> {
  const rows = await sql.$queryRawUnsafe<RateRow[]>(
    `SELECT DISTINCT ON (scope, scope_id) ${RATE_COLUMNS} FROM rate_card
     WHERE (scope = 'platform' AND scope_id = '') OR (scope = 'creator' AND scope_id = ANY($1::text[])) OR (scope = 'stream' AND scope_id = ANY($2::text[]))
     ORDER BY scope, scope_id, version DESC`,
    streams.map((stream) => stream.creatorId),
    streams.map((stream) => stream.id),
  );
  return rows.map(toRate);
}

export async function newestRate(tx: Sql, scope: RateScope, scopeId: string): Promise<RateCard | undefined> {
  const rows = await tx.$queryRawUnsafe<RateRow[]>(
    `SELECT ${RATE_COLUMNS} FROM rate_card WHERE scope = $1 AND scope_id = $2 ORDER BY version DESC LIMIT 1`,
    scope,
    scopeId,
  );
  return rows.map(toRate)[0];
}

export async function rateByKey(tx: Sql, createdBy: string, key: string): Promise<RateCard | undefined> {
  const rows = await tx.$queryRawUnsafe<RateRow[]>(
    `SELECT ${RATE_COLUMNS} FROM rate_card WHERE created_by = $1 AND idempotency_key = $2`,
    createdBy,
    key,
  );
  return rows.map(toRate)[0];
}

export async function insertRate(tx: Sql, card: RateCard, key: string): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO rate_card (id, scope, scope_id, version, tokens_per_minute, creator_cents_per_minute, reason, created_by, created_at, idempotency_key)
     VALUES ($1::uuid, $2, $3, $4::int, $5::int, $6::int, $7, $8, at_ms($9::float8), nullif($10, ''))`,
    card.id,
    card.scope,
    card.scopeId,
    card.version,
    card.tokensPerMinute,
    card.creatorCentsPerMinute,
    card.reason,
    card.createdBy,
    card.createdAt,
    key,
  );
}
