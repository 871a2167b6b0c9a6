import { readSum } from "@metercast/postgres";
import { type CheckOutcome, outcomeOf, readChecks, storedChecks } from "@metercast/postgres/integrity";
import type { HoldView, Integrity, IntegrityRun } from "../../ports.ts";
import type { Database } from "./client.ts";
import { OWN_CHECKS } from "./integrity-checks.ts";

interface CheckRow {
  compared: bigint;
  wrong: bigint;
  detail: string | null;
  fingerprint: string;
}

/** What has been quiet this long must agree with the wallet; before that an answer may be on its way. */
const QUIET_MINUTES = 10;
/** Ended ones are compared for this long; after that nothing changes them any more. */
const COMPARED_DAYS = 30;

/** An account where people have left money to its creator: what is there is not the platform's any more, and only what is under way is taken off the books' side. */
const GIVEN_UP =
  "(destination IN (SELECT a.destination FROM payout_attempt a JOIN resolution r ON r.attempt = a.id WHERE a.funding_ref <> ''))";

/** What a quiet withdrawal's hold must be in the wallet is what we were told it is. */
const HOLDS = `
  SELECT id::text, creator_id AS "userId", amount,
         CASE WHEN updated_at > now() - interval '${QUIET_MINUTES} minutes' THEN 'any' ELSE hold END AS status
  FROM withdrawal WHERE id > $1::uuid AND hold <> 'placing'
    AND (status IN ('PENDING', 'APPROVED') OR updated_at > now() - interval '${COMPARED_DAYS} days')
  ORDER BY id LIMIT $2::integer`;

const IN_TRANSIT = `
  SELECT count(*) AS compared, coalesce(sum(amount) FILTER (WHERE status = 'APPROVED' AND hold = 'posted'), 0)::text AS cents,
         coalesce(sum(amount) FILTER (WHERE updated_at > now() - interval '${QUIET_MINUTES} minutes'), 0)::text AS moved
  FROM withdrawal WHERE status = 'APPROVED' OR updated_at > now() - interval '${QUIET_MINUTES} minutes'`;

export function postgresIntegrity(database: Database): Integrity {
  return {
    async ownChecks() {
      const outcomes: CheckOutcome[] = [];
      for (const { name, sql } of OWN_CHECKS)
        outcomes.push(await outcomeOf(name, () => verdictOf(database, name, sql)));
      return outcomes;
    },
    holdsToCompare: (after, limit) => database.$queryRawUnsafe<HoldView[]>(HOLDS, after, limit),
    async stripeSide() {
      const accounts = await database.$queryRawUnsafe<{ destination: string }[]>(
        `SELECT DISTINCT destination FROM payout_attempt WHERE method = 'stripe' AND NOT ${GIVEN_UP}
           AND (state NOT IN ('failed', 'reversed', 'returned', 'settled', 'paid') OR updated_at > now() - interval '${COMPARED_DAYS} days')`,
      );
      const [sums] = await database.$queryRawUnsafe<{ moved: string; returning: string }[]>(
        `SELECT coalesce(sum(amount) FILTER (WHERE updated_at > now() - interval '${QUIET_MINUTES} minutes'), 0)::text AS moved,
                (coalesce(sum(amount) FILTER (WHERE state = 'reversing' AND paid_at IS NOT NULL AND NOT ${GIVEN_UP}), 0)
                 - coalesce(sum(amount) FILTER (WHERE state IN ('funded', 'sending', 'sent', 'reversing') AND paid_at IS NULL AND ${GIVEN_UP}), 0))::text AS returning
         FROM payout_attempt WHERE method = 'stripe'`,
      );
      if (!sums) throw new Error("a sum gave no row");
      return {
        accounts: accounts.map((row) => row.destination),
        moved: readSum(sums.moved),
        returning: readSum(sums.returning),
      };
    },
    async inTransit() {
      const [row] =
        await database.$queryRawUnsafe<{ compared: bigint; cents: string; moved: string }[]>(IN_TRANSIT);
      if (!row) throw new Error("a sum gave no row");
      return { compared: row.compared, cents: readSum(row.cents), moved: readSum(row.moved) };
    },
    async usesStripe() {
      const [row] = await database.$queryRawUnsafe<{ used: boolean }[]>(
        "SELECT EXISTS (SELECT FROM payout_attempt WHERE method = 'stripe') AS used",
      );
      return row?.used ?? true;
    },
    async keep(run) {
      await database.integrityRun.create({
        data: { ok: run.ok, checkedAt: run.checkedAt, checks: storedChecks(run.checks) as object[] },
      });
    },
    last: () => lastRun(database),
  };
}

async function verdictOf(database: Database, name: string, sql: string): Promise<CheckOutcome> {
  const [row] = await database.$queryRawUnsafe<CheckRow[]>(sql);
  if (!row) throw new Error("it gave no row");
  const { compared, wrong, detail, fingerprint } = row;
  return {
    name,
    compared,
    wrong,
    detail: detail ?? "",
    fingerprint: wrong === 0n ? "" : `${wrong}:${fingerprint}`,
  };
}

async function lastRun(database: Database): Promise<IntegrityRun | undefined> {
  const row = await database.integrityRun.findFirst({ orderBy: { id: "desc" } });
  return row ? { ok: row.ok, checkedAt: row.checkedAt, checks: readChecks(row.checks) } : undefined;
}
