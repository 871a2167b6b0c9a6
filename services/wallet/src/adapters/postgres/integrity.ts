import { appendEvents } from "@metercast/outbox";
import type { Integrity, IntegrityCheck, IntegrityRun } from "../../ports.ts";
import type { Database } from "./client.ts";
import { type ClosedPart, verifyClosed } from "./closing.ts";
import { integrityChecks } from "./integrity-checks.ts";
import { openPart, summedParts } from "./parts.ts";

/** The checks of what is open see one moment of the books: a snapshot, which blocks nobody. Some 25 million lines are read in this time. */
export const RUN_TIMEOUT_MS = 300_000;
/** Any number: two replicas check one after the other, never at once. */
export const CHECK_LOCK = 4_207_711;

interface CheckRow {
  compared: bigint;
  wrong: bigint;
  detail: string | null;
}

/**
 * Checks the books and keeps each run; tells others when the books stop being right. Closed partitions stand by their sums; one of them is read again in each run,
 * in turn, and all of them in a whole run. `readers`: a pool whose statements may take minutes, as the checks do
 * where the books are long.
 */
export function postgresIntegrity(database: Database, readers: Database = database): Integrity {
  return {
    async run(now, { whole }) {
      const checks = [...(await runChecks(readers, whole)), await checkClosed(readers, whole)];
      const run = { ok: checks.every(({ ok }) => ok), checkedAt: now, checks };
      await keep(database, run);
      return run;
    },
    last: () => lastRun(database),
  };
}

function runChecks(database: Database, whole: boolean): Promise<IntegrityCheck[]> {
  return database.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${RUN_TIMEOUT_MS}`);
      await tx.$queryRawUnsafe(`SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(${CHECK_LOCK})) AS l`);
      const checks: IntegrityCheck[] = [];
      for (const { name, sql } of integrityChecks(await openPart(tx, whole))) {
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

/** Closed partitions against their sums, each in a transaction of its own: neither changes any more. */
async function checkClosed(database: Database, whole: boolean): Promise<IntegrityCheck> {
  const check: IntegrityCheck = { name: "closed_partitions", ok: true, detail: "", compared: 0n, wrong: 0n };
  const parts = await summedParts(database);
  for (const part of whole ? parts : parts.slice(0, 1)) {
    const { compared, wrong, detail } = await verify(database, part);
    check.compared += compared;
    check.wrong += wrong;
    if (wrong > 0n) check.detail = `${part.name}: ${detail}`.slice(0, 200);
  }
  return { ...check, ok: check.wrong === 0n };
}

/** Verifies one partition and notes when. */
export function verify(database: Database, part: ClosedPart) {
  return database.$transaction(
    async (tx) => {
      const verdict = await verifyClosed(tx, part);
      await tx.$executeRawUnsafe(
        "UPDATE closed_partition SET verified_at = now() WHERE partition = $1",
        part.name,
      );
      return verdict;
    },
    { maxWait: 5_000, timeout: RUN_TIMEOUT_MS },
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
