import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Postgres, startPostgres } from "@metercast/local-servers";
import { withClient } from "@metercast/provision";
import { isInfrastructureFailure, MetercastError } from "@metercast/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Database, inTransaction, openDatabase } from "../src/adapters/postgres/database.ts";

/** A statement is given up after this and five seconds more. */
const PATIENCE_MS = 200;

let folder: string;
let postgres: Postgres;
let database: Database;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "metercast-hangs-"));
  postgres = await startPostgres({ folder });
  await withClient(postgres.url, (client) =>
    client.query("CREATE SCHEMA wallet; CREATE TABLE wallet.note (id int)"),
  );
  database = openDatabase(postgres.url, 2, PATIENCE_MS);
});
afterAll(async () => {
  await database?.$disconnect();
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const write = () => inTransaction(database, (tx) => tx.$executeRawUnsafe("INSERT INTO note VALUES (1)"));
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
/** The processes that serve the pool. */
const backends = () =>
  withClient(postgres.url, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'metercast-wallet'",
    );
    return rows.map(({ pid }) => pid);
  });
/** Until the pool has only connections that answer. */
async function answersAgain(): Promise<void> {
  await expect.poll(() => failure(write()), { timeout: 60_000 }).toBeUndefined();
}
/** A setting of the whole server, by a session that waits for no standby itself. */
const set = (setting: string) =>
  withClient(postgres.url, async (client) => {
    await client.query("SET synchronous_commit = local");
    await client.query(`ALTER SYSTEM SET ${setting}`);
    await client.query("SELECT pg_reload_conf()");
  });

it("a Postgres that hangs, and a commit that waits for a standby which never answers, are unavailable; afterwards the same pool works", async () => {
  await write();
  await set("synchronous_standby_names = 'nobody'");
  const standby = async () =>
    withClient(postgres.url, async (client) => {
      const { rows } = await client.query<{ synchronous_standby_names: string }>(
        "SHOW synchronous_standby_names",
      );
      return rows[0]?.synchronous_standby_names;
    });
  await expect.poll(standby, { timeout: 60_000 }).toBe("nobody");
  const waited = await failure(write());
  expect(isInfrastructureFailure(waited), String(waited)).toBe(true);
  await set("synchronous_standby_names = ''");
  await answersAgain();

  const pids = await backends();
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of [postgres.pid, ...pids]) process.kill(pid, "SIGSTOP");
  try {
    const errors = await Promise.all([failure(write()), failure(database.$queryRawUnsafe("SELECT 1"))]);
    for (const error of errors) expect(MetercastError.from(error).code, String(error)).toBe("unavailable");
  } finally {
    for (const pid of [...pids, postgres.pid]) process.kill(pid, "SIGCONT");
  }
  await answersAgain();
});
