import type { Check, HoldView, Integrity, IntegrityRun } from "../../ports.ts";
import type { Database } from "./client.ts";
import { OWN_CHECKS } from "./integrity-checks.ts";

interface CheckRow {
  compared: bigint;
  wrong: bigint;
  detail: string | null;
}

type StoredCheck = Omit<Check, "compared" | "wrong"> & { compared: string; wrong: string };

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
  SELECT count(*) AS compared, coalesce(sum(amount) FILTER (WHERE status = 'APPROVED' AND hold = 'posted'), 0)::bigint AS cents,
         coalesce(sum(amount) FILTER (WHERE updated_at > now() - interval '${QUIET_MINUTES} minutes'), 0)::bigint AS moved
  FROM withdrawal WHERE status = 'APPROVED' OR updated_at > now() - interval '${QUIET_MINUTES} minutes'`;

export function postgresIntegrity(database: Database): Integrity {
  return {
    async ownChecks() {
      const checks: Check[] = [];
      for (const { name, sql } of OWN_CHECKS) {
        const [row] = await database.$queryRawUnsafe<CheckRow[]>(sql);
        if (!row) throw new Error(`check ${name} gave no row`);
        checks.push({ ...row, name, ok: row.wrong === 0n, detail: row.detail ?? "" });
      }
      return checks;
    },
    holdsToCompare: (after, limit) => database.$queryRawUnsafe<HoldView[]>(HOLDS, after, limit),
    async stripeSide() {
      const accounts = await database.$queryRawUnsafe<{ destination: string }[]>(
        `SELECT DISTINCT destination FROM payout_attempt WHERE method = 'stripe' AND NOT ${GIVEN_UP}
           AND (state NOT IN ('failed', 'reversed', 'returned', 'settled', 'paid') OR updated_at > now() - interval '${COMPARED_DAYS} days')`,
      );
      const [sums] = await database.$queryRawUnsafe<{ moved: bigint; returning: bigint }[]>(
        `SELECT coalesce(sum(amount) FILTER (WHERE updated_at > now() - interval '${QUIET_MINUTES} minutes'), 0)::bigint AS moved,
                (coalesce(sum(amount) FILTER (WHERE state = 'reversing' AND paid_at IS NOT NULL AND NOT ${GIVEN_UP}), 0)
                 - coalesce(sum(amount) FILTER (WHERE state IN ('funded', 'sending', 'sent', 'reversing') AND paid_at IS NULL AND ${GIVEN_UP}), 0))::bigint AS returning
         FROM payout_attempt WHERE method = 'stripe'`,
      );
      if (!sums) throw new Error("a sum gave no row");
      return { accounts: accounts.map((row) => row.destination), ...sums };
    },
    async inTransit() {
      const [row] =
        await database.$queryRawUnsafe<{ compared: bigint; cents: bigint; moved: bigint }[]>(IN_TRANSIT);
      if (!row) throw new Error("a sum gave no row");
      return row;
    },
    async keep(run) {
      await database.integrityRun.create({
        data: { ok: run.ok, checkedAt: run.checkedAt, checks: run.checks.map(toJson) },
      });
    },
    last: () => lastRun(database),
  };
}

const toJson = (check: Check): StoredCheck => ({
  ...check,
  compared: check.compared.toString(),
  wrong: check.wrong.toString(),
});

async function lastRun(database: Database): Promise<IntegrityRun | undefined> {
  const row = await database.integrityRun.findFirst({ orderBy: { id: "desc" } });
  if (!row) return undefined;
  const checks = (row.checks as unknown as StoredCheck[]).map((check) => ({
    ...check,
    compared: BigInt(check.compared),
    wrong: BigInt(check.wrong),
  }));
  return { ok: row.ok, checkedAt: row.checkedAt, checks };
}
