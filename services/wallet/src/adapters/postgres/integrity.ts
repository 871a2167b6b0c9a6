import { appendEvents } from "@metercast/outbox";
import type { Integrity, IntegrityCheck, IntegrityRun } from "../../ports.ts";
import type { Database } from "./client.ts";
import { INTEGRITY_CHECKS } from "./integrity-checks.ts";

/** All checks see one moment of the books: a snapshot, which blocks nobody. Some 25 million lines are read in this time. */
export const RUN_TIMEOUT_MS = 300_000;
/** Any number: two replicas check one after the other, never at once. */
const CHECK_LOCK = 4_207_711;

interface CheckRow {
  compared: bigint;
  wrong: bigint;
  detail: string | null;
}

/**
 * Checks the books and keeps each run; tells others when the books stop being right. `readers`: a pool whose statements may take minutes, as the checks do
 * where the books are long.
 */
export function postgresIntegrity(database: Database, readers: Database = database): Integrity {
  return {
    async run(now) {
      const checks = await runChecks(readers);
      const run = { ok: checks.every(({ ok }) => ok), checkedAt: now, checks };
      await keep(database, run);
      return run;
    },
    last: () => lastRun(database),
  };
}

function runChecks(database: Database): Promise<IntegrityCheck[]> {
  return database.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${RUN_TIMEOUT_MS}`);
      await tx.$queryRawUnsafe(`SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(${CHECK_LOCK})) AS l`);
      const checks: IntegrityCheck[] = [];
      for (const { name, sql } of INTEGRITY_CHECKS) {
        const [row] = await tx.$queryRawUnsafe<CheckRow[]>(sql);
        if (!row) throw new Error(`check ${name} gave no row`);
        checks.push({
          name,
          ok: row.wrong === 0n,
          detail: row.detail ?? "",
          compared: row.compared,
          wrong: row.wrong,
        });
      }
      return checks;
    },
    { isolationLevel: "RepeatableRead", maxWait: 5_000, timeout: RUN_TIMEOUT_MS },
  );
}

/** The event goes out on the change from right to wrong (or on a first wrong run), not with every run. */
async function keep(database: Database, run: IntegrityRun): Promise<void> {
  const before = await lastRun(database);
  await database.$transaction(async (tx) => {
    await tx.integrityRun.create({
      data: { ok: run.ok, checkedAt: run.checkedAt, checks: run.checks.map(toJson) },
    });
    if (run.ok || before?.ok === false) return;
    const checks = run.checks.filter(({ ok }) => !ok).map(({ name }) => name);
    await appendEvents(tx, [
      { type: "wallet.integrity.failed.v1", message: { checks, checkedAt: run.checkedAt } },
    ]);
  });
}

type StoredCheck = { name: string; ok: boolean; detail: string; compared: string; wrong: string };

const toJson = (check: IntegrityCheck): StoredCheck => ({
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
