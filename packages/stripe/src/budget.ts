import type { Retention, Sql } from "@metercast/postgres";

/** How many calls to Stripe may be made in a minute: for a user, or in all. */
export interface Budget {
  scope: string;
  perMinute: number;
}

export const SPENT_BUDGETS: Retention = {
  table: "provider_budget",
  old: "starts_at < now() - interval '1 hour'",
};

const TAKE = `
  INSERT INTO provider_budget (scope, starts_at, used) VALUES ($1, date_trunc('minute', now()), 1)
  ON CONFLICT (scope, starts_at) DO UPDATE SET used = provider_budget.used + 1 WHERE provider_budget.used < $2::integer`;

/**
 * Takes one call from each budget in order; false if one is spent, without touching the later ones. Budgets
 * are rows of the service's database, shared by its replicas.
 */
export async function takeFromBudgets(sql: Sql, budgets: readonly Budget[]): Promise<boolean> {
  for (const { scope, perMinute } of budgets)
    if ((await sql.$executeRawUnsafe(TAKE, scope, perMinute)) === 0) return false;
  return true;
}
