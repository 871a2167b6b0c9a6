import { createHash } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { roleOf } from "./database.ts";
import { applyFunctions, type SqlFunction } from "./sql-functions.ts";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});
beforeEach(async () => {
  await client.query("DROP SCHEMA IF EXISTS tried CASCADE; CREATE SCHEMA tried; SET search_path = tried");
});

const role = roleOf("wallet");
const file = (name: string, sql: string): SqlFunction => ({
  name,
  sql,
  sha256: createHash("sha256").update(sql).digest("hex"),
});
const apply = (...functions: SqlFunction[]) => applyFunctions(client, "tried", role, functions);
const call = async (sql: string) => (await client.query(`SELECT ${sql} AS value`)).rows[0].value;
const names = async () =>
  (
    await client.query(
      "SELECT proname FROM pg_proc WHERE pronamespace = 'tried'::regnamespace ORDER BY proname",
    )
  ).rows.map(({ proname }) => proname);

const one = (body: string, head = "one() RETURNS integer") =>
  file("one", `CREATE OR REPLACE FUNCTION ${head} LANGUAGE sql AS $$ SELECT ${body} $$;`);

test("a function is applied once, and again when its file changes", async () => {
  expect(await apply(one("1"))).toBe(true);
  expect(await apply(one("1"))).toBe(false);
  expect(await call("one()")).toBe(1);
  expect(await apply(one("2"))).toBe(true);
  expect(await call("one()")).toBe(2);
});

test("a function with another result or other parameters takes the older one's place", async () => {
  await apply(one("1"));
  await apply(one("'a'::text", "one() RETURNS text"));
  expect(await call("one()")).toBe("a");
  await apply(one("given", "one(given integer) RETURNS integer"));
  expect(await call("one(7)")).toBe(7);
  expect(await names()).toEqual(["one"]);
});

test("a function whose file is gone is dropped", async () => {
  await apply(
    one("1"),
    file("two", "CREATE FUNCTION two() RETURNS integer LANGUAGE sql AS $$ SELECT one() $$;"),
  );
  await apply(one("1"));
  expect(await names()).toEqual(["one"]);
});

test("a type that changes is made again with the functions that use it", async () => {
  const pair = (columns: string) => file("pair", `CREATE TYPE pair AS (${columns});`);
  const made = file(
    "made",
    "CREATE OR REPLACE FUNCTION made(OUT made pair) LANGUAGE sql AS $$ SELECT ROW(1, 2)::pair $$;",
  );
  await apply(made, pair("a integer, b integer"));
  await apply(made, pair("a integer, b text"));
  expect(await call("made()")).toBe("(1,2)");
});

test("a file that fails changes nothing, and the message names the schema", async () => {
  await apply(one("1"));
  await expect(apply(one("2"), file("broken", "CREATE FUNCTION broken("))).rejects.toThrow(
    "The functions of tried failed",
  );
  expect(await call("one()")).toBe(1);
});

test("the service's role may execute every function, and see what was applied", async () => {
  await apply(one("1"));
  const { rows } = await client.query(
    "SELECT has_function_privilege($1, 'tried.one()', 'EXECUTE') AS execute, has_column_privilege($1, 'tried._sql_function', 'sha256', 'SELECT') AS look",
    [role],
  );
  expect(rows).toEqual([{ execute: true, look: true }]);
});
