import { appendEvents } from "@metercast/outbox";
import { execute, rows } from "@metercast/postgres";
import type { IntegrityRun } from "@metercast/postgres/integrity";
import {
  type CheckOutcome,
  fingerprintOf,
  outcomeOf,
  readChecks,
  storedChecks,
} from "@metercast/postgres/integrity";
import type { Books, JudgedRun } from "../../../ports/books.ts";
import type { Database } from "../database.ts";
import { type CheckRow, type ClosedPart, verifyClosed } from "./closing.ts";
import * as statements from "./integrity.queries.ts";
import { integrityChecks } from "./integrity-checks.ts";
import { WHOLE } from "./part.ts";
import { openPart, summedParts } from "./parts.ts";

/**
 * The checks of what is open see one moment of the books: a snapshot, which blocks nobody. Some 25 million
 * lines are read in this time.
 */
export const RUN_TIMEOUT_MS = 300_000;
/** Any number: two replicas check one after the other, never at once. */
export const CHECK_LOCK = 4_207_711;
/** Runs are kept one after the other, so that each is compared with the one before it. */
const KEEP_LOCK = 4_207_713;
/** One run is written at a time: some short statements each. */
const KEEP_TIMES = { maxWait: 5_000, timeout: 8_000 };
/**
 * Closed partitions that were found wrong are read again in each run, so many at most; each run also reads
 * the next of all.
 */
const MOST_AGAIN = 5;

/**
 * The checks in Postgres. `readers`: a pool of its own, because statements of the checks may take minutes.
 * Of the closed partitions each run reads one, in turn, and a whole run reads all.
 */
export function postgresBooks(database: Database, readers: Database): Books {
  return {
    check: async (whole) => [...(await runChecks(readers, whole)), await checkClosed(readers, whole)],
    lastRun: () => lastRun(database),
    keepRun: (judge) => keepRun(database, judge),
  };
}

/** All checks of the open part, each in a savepoint of its own: one that fails takes no other with it. */
async function runChecks(database: Database, whole: boolean): Promise<CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  const broken = await database
    .$transaction(
      async (tx) => {
        await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${RUN_TIMEOUT_MS}`);
        await rows(tx, statements.takeLock, { lock: CHECK_LOCK });
        for (const { name, sql } of integrityChecks(await openPart(tx, whole))) {
          await tx.$executeRawUnsafe("SAVEPOINT one_check");
          const outcome = await outcomeOf(name, async () => {
            const [row] = await tx.$queryRawUnsafe<CheckRow[]>(sql);
            if (!row) throw new Error("it gave no row");
            const { compared, wrong, detail } = row;
            return { name, compared, wrong, detail: detail ?? "", fingerprint: fingerprint(row) };
          });
          outcomes.push(outcome);
          await tx.$executeRawUnsafe(
            `${"failure" in outcome ? "ROLLBACK TO" : "RELEASE"} SAVEPOINT one_check`,
          );
        }
      },
      { isolationLevel: "RepeatableRead", maxWait: 5_000, timeout: RUN_TIMEOUT_MS },
    )
    .then(() => undefined, String);
  const asked = integrityChecks(WHOLE).slice(outcomes.length);
  return [...outcomes, ...asked.map(({ name }) => ({ name, failure: broken ?? "the run ended early" }))];
}

const fingerprint = ({ wrong, fingerprint }: Pick<CheckRow, "wrong" | "fingerprint">) =>
  wrong === 0n ? "" : `${wrong}:${fingerprint}`;

/**
 * Closed partitions against their sums, each in a transaction of its own: neither changes any more. What an
 * earlier run found counts until it is found right.
 */
function checkClosed(database: Database, whole: boolean): Promise<CheckOutcome> {
  const name = "closed_partitions";
  return outcomeOf(name, async () => {
    const parts = await summedParts(database);
    const again = parts.filter(({ wrong }) => wrong > 0n).slice(0, MOST_AGAIN);
    let compared = 0n;
    for (const part of whole ? parts : new Set([...again, ...parts.slice(0, 1)]))
      compared += (await verify(database, part)).compared;
    const found = await rows(database, statements.wrongPartitions);
    const [first] = found;
    return {
      name,
      compared,
      wrong: found.reduce((sum, { wrong }) => sum + wrong, 0n),
      detail: first ? `${first.partition}: ${first.detail}`.slice(0, 200) : "",
      fingerprint: first ? fingerprintOf(found.flatMap((one) => [one.partition, one.fingerprint])) : "",
    };
  });
}

/** Verifies one partition, and notes when and with what verdict. */
export function verify(database: Database, part: ClosedPart) {
  return database.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${RUN_TIMEOUT_MS}`);
      const verdict = await verifyClosed(tx, part);
      await execute(tx, statements.keepVerdict, {
        partition: part.name,
        wrong: verdict.wrong,
        detail: verdict.detail.slice(0, 200),
        fingerprint: verdict.fingerprint,
      });
      return verdict;
    },
    { maxWait: 5_000, timeout: RUN_TIMEOUT_MS },
  );
}

function keepRun(
  database: Database,
  judge: (before: IntegrityRun | undefined) => JudgedRun,
): Promise<IntegrityRun> {
  return database.$transaction(async (tx) => {
    await rows(tx, statements.takeLock, { lock: KEEP_LOCK });
    const { run, findings } = judge(await lastRun(tx));
    await tx.integrityRun.create({
      data: { ok: run.ok, checkedAt: run.checkedAt, checks: storedChecks(run.checks) as object[] },
    });
    if (findings.length === 0) return run;
    const checks = findings.map(({ check }) => check);
    await appendEvents(tx, [
      { type: "wallet.integrity.failed.v1", message: { checks, checkedAt: run.checkedAt, findings } },
    ]);
    return run;
  }, KEEP_TIMES);
}

async function lastRun(sql: Pick<Database, "integrityRun">): Promise<IntegrityRun | undefined> {
  const row = await sql.integrityRun.findFirst({ orderBy: { id: "desc" } });
  return row ? { ok: row.ok, checkedAt: row.checkedAt, checks: readChecks(row.checks) } : undefined;
}
