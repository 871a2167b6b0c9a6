import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase, testServers } from "@metercast/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate, withClient, withDatabase } from "./database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const tables = (service: string) => `
  SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = '${service}' AND c.relkind IN ('r', 'p')`;

test("migrating again changes nothing, and the passwords stay", async () => {
  const { passwords } = testServers();
  const again = await migrate({ adminUrl: database.adminUrl, passwords });
  expect(again.migrated).toEqual([]);
  expect(again.urls).toEqual(database.urls);
  for (const [service, url] of Object.entries(again.urls)) {
    const { rows } = await withClient(url, (client) =>
      client.query("SELECT current_user AS me, current_schema AS schema"),
    );
    expect(rows[0]).toEqual({ me: `metercast_${service}`, schema: service });
  }
});

test("a role reaches no schema but its own, no other database, and makes nothing", async () => {
  const services = Object.keys(database.urls);
  expect(services).toEqual(expect.arrayContaining(["billing", "gateway", "wallet"]));
  for (const service of services) {
    const url = database.urls[service] as string;
    await withClient(url, async (client) => {
      for (const other of services.filter((name) => name !== service)) {
        await expect(client.query(`CREATE TABLE ${other}.x (id int)`)).rejects.toThrow(/permission denied/);
        const found = await withClient(database.adminUrl, (admin) =>
          admin.query<{ name: string }>(tables(other)),
        );
        for (const { name } of found.rows) {
          await expect(client.query(`SELECT * FROM ${name} LIMIT 1`)).rejects.toThrow(/permission denied/);
        }
      }
      await expect(client.query(`CREATE TABLE ${service}.x (id int)`)).rejects.toThrow(/permission denied/);
      await expect(client.query("CREATE TABLE public.x (id int)")).rejects.toThrow(/permission denied/);
      await expect(client.query("CREATE TEMPORARY TABLE x (id int)")).rejects.toThrow(/permission denied/);
      await expect(client.query(`SELECT * FROM ${service}._prisma_migrations`)).rejects.toThrow(
        /permission denied|does not exist/,
      );
    });
  }
});

test("a service's role has bounds of its own: where a pooler drops the connection's options, and so that it never takes every place", async () => {
  await withClient(database.urls.wallet as string, async (client) => {
    const { rows } = await client.query(
      `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock, current_setting('search_path') AS path,
              current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('max_connections')::integer / 2 AS half,
              (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS most`,
    );
    expect(rows[0]).toMatchObject({ statement: "10s", lock: "5s", idle: "10s", path: "wallet" });
    expect(rows[0].most).toBe(rows[0].half);
    // What may take longer says so itself.
    await client.query("BEGIN; SET LOCAL statement_timeout = 300000");
  });
});

test("two test databases know nothing of each other", async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await withClient(one.adminUrl, (client) => client.query("CREATE TABLE public.mine (id int)"));
  const { rows } = await withClient(other.adminUrl, (client) =>
    client.query("SELECT to_regclass('public.mine') AS name"),
  );
  expect(rows[0]).toEqual({ name: null });
  await Promise.all([one.drop(), other.drop()]);
  await expect(withClient(one.adminUrl, async () => undefined)).rejects.toThrow(/does not exist/);
});

test("a new database keeps its random passwords in the file, and says clearly what it can't reach", async () => {
  const folder = mkdtempSync(join(tmpdir(), "metercast-database-test-"));
  const nowhere = new URL(database.adminUrl);
  nowhere.port = "1";
  await expect(
    migrate({ adminUrl: nowhere.toString(), passwordFile: join(folder, "roles.json") }),
  ).rejects.toThrow(/^Postgres at 127\.0\.0\.1:1 can't be used: .*ECONNREFUSED/);
  const wrong = new URL(database.adminUrl);
  wrong.password = "wrong";
  await expect(migrate({ adminUrl: wrong.toString() })).rejects.toThrow(/password authentication failed/);
  expect(withDatabase("postgresql://a:b@h:1/x?sslmode=require", "y")).toBe(
    "postgresql://a:b@h:1/y?sslmode=require",
  );
  rmSync(folder, { recursive: true });
});

test("a database's owner who may not make roles migrates one service, where its role is there and plain", async () => {
  const { passwords } = testServers();
  const admin = withDatabase(database.adminUrl, "postgres");
  const owner = `owner_${process.pid}`;
  await withClient(admin, async (client) => {
    await client.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'owner'`);
    await client.query(`CREATE DATABASE ${owner} OWNER ${owner}`);
  });
  const url = new URL(withDatabase(admin, owner));
  url.username = owner;
  url.password = "owner";
  const migrated = await migrate({ adminUrl: url.toString(), passwords, services: ["gateway"] });
  expect(migrated.migrated).toEqual(["gateway"]);
  const schemas = "SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('gateway', 'wallet')";
  const { rows } = await withClient(url.toString(), (client) => client.query(schemas));
  expect(rows).toEqual([{ name: "gateway" }]);
  const role = new URL(url);
  role.username = "metercast_gateway";
  role.password = passwords.gateway ?? "";
  await withClient(role.toString(), (client) => client.query("SELECT 1 FROM gateway.idempotency_key"));
  await expect(migrate({ adminUrl: url.toString(), services: ["nobody"] })).rejects.toThrow(
    /no service nobody/,
  );
  await withClient(admin, async (client) => {
    await client.query(`DROP DATABASE ${owner} WITH (FORCE)`);
    await client.query(`DROP ROLE ${owner}`);
  });
});
