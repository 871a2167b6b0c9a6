import { rows, type Sql } from "@metercast/postgres";
import type { EarningsPolicy } from "../../../domain/earnings-policy.ts";
import * as statements from "./earnings-policies.queries.ts";

/** Of one scope. Admins set some in a year; no earnings wait for a version older than that. */
const MOST_VERSIONS = 500;

export async function findEarningsPolicies(sql: Sql, creatorId: string): Promise<EarningsPolicy[]> {
  const found = await rows(sql, statements.earningsPolicies, { creatorId, limit: MOST_VERSIONS });
  return found.map(({ at, ...policy }) => ({ ...policy, atMs: at.getTime() }));
}
