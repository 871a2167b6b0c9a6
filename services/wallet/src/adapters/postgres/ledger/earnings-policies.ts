import { one, rows, type Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { EarningsPolicy, KeptPolicy } from "../../../domain/earnings-policy.ts";
import type { EarningsPolicyQuery } from "../../../ports/earnings-policy-history.ts";
import * as statements from "./earnings-policies.queries.ts";

/** Of one scope. Admins set some in a year; no earnings wait for a version older than that. */
const MOST_VERSIONS = 500;

export async function findEarningsPolicies(sql: Sql, creatorId: string): Promise<EarningsPolicy[]> {
  const found = await rows(sql, statements.earningsPolicies, { creatorId, limit: MOST_VERSIONS });
  return found.map(({ at, ...policy }) => ({ ...policy, atMs: at.getTime() }));
}

export async function findEarningsPolicy(tx: Sql, requestId: string): Promise<KeptPolicy | undefined> {
  const row = await one(tx, statements.findEarningsPolicy, { requestId });
  return row && toPolicy(row);
}

export async function insertEarningsPolicy(tx: Sql, { atMs, ...policy }: KeptPolicy): Promise<void> {
  await one(tx, statements.insertEarningsPolicy, { ...policy, at: new Date(atMs).toISOString() });
}

/** Newest first. */
export async function listEarningsPolicies(
  sql: Sql,
  { creatorId, limit, cursor }: EarningsPolicyQuery,
): Promise<{ policies: KeptPolicy[]; nextCursor: string }> {
  const found = await rows(sql, statements.listEarningsPolicies, {
    creatorId: creatorId ?? null,
    before: readCursor(cursor),
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = found.length > page.length ? page.at(-1) : undefined;
  return { policies: page.map(toPolicy), nextCursor: last ? last.id.toString() : "" };
}

function readCursor(cursor: string): bigint | null {
  if (cursor === "") return null;
  if (/^\d{1,18}$/.test(cursor)) return BigInt(cursor);
  throw new MetercastError("invalid_request", "the cursor is not one of ours", {
    fields: [{ field: "cursor", message: "take it from next_cursor" }],
  });
}

const toPolicy = (row: statements.FindEarningsPolicyRow): KeptPolicy => ({
  creatorId: row.creator_id,
  version: row.version,
  holdDays: row.hold_days,
  newCreatorDays: row.new_creator_days,
  newCreatorHoldDays: row.new_creator_hold_days,
  reservePercent: row.reserve_percent,
  reserveDays: row.reserve_days,
  releasesEarlier: row.releases_earlier,
  reason: row.reason,
  actorId: row.actor_id,
  confirmedBy: row.confirmed_by,
  requestId: row.request_id,
  atMs: row.at.getTime(),
});
