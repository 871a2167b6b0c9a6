import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPostgres, statementNames } from "./pool.ts";
import { waitForSchema } from "./schema.ts";

let database: TestDatabase;
let folder: string;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "metercast-migrations-"));
  pool = new pg.Pool({ connectionString: database.urls.wallet });
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const log = createLogger("test", "fatal");
const admin = (sql: string, values: unknown[] = []) =>
  withClient(database.adminUrl, (client) => client.query(sql, values));

it("a service waits for the migrations that its code came with, as its own role sees them, and for nothing else", async () => {
  const looks: unknown[] = [];
  const sql = {
    $queryRawUnsafe: async <T>(text: string) => {
      const result = await pool.query(text).catch((error: unknown) => {
        looks.push(error);
        throw error;
      });
      looks.push(result.rows.length);
      return result.rows as T;
    },
  };
  const { rows } = await admin("SELECT migration_name AS name FROM wallet._prisma_migrations");
  for (const { name } of rows) mkdirSync(join(folder, name));
  const migrations = pathToFileURL(folder);
  await waitForSchema(sql, migrations, log);

  // One that is under way, as an older schema has it.
  mkdirSync(join(folder, "29990101000000_next"));
  await admin(
    "INSERT INTO wallet._prisma_migrations (id, checksum, migration_name, started_at) VALUES ('next', '', '29990101000000_next', now())",
  );
  let served = false;
  looks.length = 0;
  const waiting = waitForSchema(sql, migrations, log).then(() => {
    served = true;
  });
  await expect.poll(() => looks.length, { timeout: 60_000 }).toBeGreaterThan(1);
  expect(served).toBe(false);
  // An empty database, or one whose rights are still to come.
  await admin("ALTER TABLE wallet._prisma_migrations RENAME TO hidden");
  await expect.poll(() => looks.some((look) => look instanceof Error), { timeout: 60_000 }).toBe(true);
  expect(served).toBe(false);
  await admin("ALTER TABLE wallet.hidden RENAME TO _prisma_migrations");
  await admin("UPDATE wallet._prisma_migrations SET finished_at = now() WHERE id = 'next'");
  await waiting;

  // Those that a newer release has applied are not ours to wait for.
  rmSync(join(folder, "29990101000000_next"), { recursive: true });
  await waitForSchema(sql, migrations, log);
  await expect(waitForSchema(sql, pathToFileURL(join(folder, "none")), log)).rejects.toThrow(
    /migrations are missing/,
  );
});

it("behind a pooler nothing is kept in a session, and a service that was not set up for one says so at its start", async () => {
  const refusing = (message: string) => ({ $queryRawUnsafe: () => Promise.reject(new Error(message)) });
  for (const message of [
    "unsupported startup parameter: options",
    'prepared statement "s_0bXyZ-9" does not exist',
    'prepared statement "s_0bXyZ-9" already exists',
  ])
    await expect(waitForSchema(refusing(message), pathToFileURL(folder), log)).rejects.toThrow(
      /pgbouncer=true/,
    );
  // A role without any option of the connection still finds its tables, and has its bounds.
  const adapter = await openPostgres(`${database.urls.wallet}?pgbouncer=true`, "wallet", 1).connect();
  const ask = async (sql: string) => (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows;
  try {
    expect(await ask("SELECT current_setting('search_path'), current_setting('statement_timeout')")).toEqual([
      ["wallet", "10s"],
    ]);
    expect(await ask("SELECT count(*)::int FROM pg_prepared_statements")).toEqual([[0]]);
  } finally {
    await adapter.dispose();
  }
});

it("a prepared statement's name is its text's: the same on every connection, another for every other text", () => {
  const [one, other] = [statementNames(), statementNames()];
  const sql = "SELECT posted FROM account WHERE id = $1";
  other({ sql: "SELECT 1" });
  expect(one({ sql })).toBe(other({ sql }));
  expect(one({ sql: `${sql} ` })).not.toBe(one({ sql }));
  expect(one({ sql }).length).toBeLessThan(64);
  expect(one({ sql: `${sql} LIMIT $2` })).toBe("");
});
