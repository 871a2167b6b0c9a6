import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";

/**
 * A file of services/<name>/sql/functions: the whole text of one function (with its trigger), or of a type
 * that functions use.
 */
export interface SqlFunction {
  /** The function's name, and the file's. */
  name: string;
  sql: string;
  sha256: string;
}

/** What was applied last; the service compares it with its own files before it becomes ready. */
const TABLE = "_sql_function";

/** invalid_function_definition: CREATE OR REPLACE can't change what a function returns. */
const OTHER_RESULT = "42P13";

export function readFunctions(folder: string): SqlFunction[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return names.sort().map((file) => {
    const sql = readFileSync(join(folder, file), "utf8");
    return {
      name: file.slice(0, -".sql".length),
      sql,
      sha256: createHash("sha256").update(sql).digest("hex"),
    };
  });
}

/**
 * Makes the functions of a schema what their files say, in one transaction, where a file changed. A
 * function whose file is gone is dropped. Returns whether there was anything to do. `role` may execute all
 * of them.
 */
export async function applyFunctions(
  client: pg.Client,
  schema: string,
  role: string,
  functions: readonly SqlFunction[],
): Promise<boolean> {
  const applied = await appliedHashes(client, schema);
  const gone = [...applied.keys()].filter((name) => functions.every((one) => one.name !== name));
  const changed = functions.filter(({ name, sha256 }) => applied.get(name) !== sha256);
  if (gone.length === 0 && changed.length === 0) return false;
  await client.query("BEGIN");
  try {
    await client.query(`SET LOCAL search_path = "${schema}"`);
    // Bodies may call functions of later files.
    await client.query("SET LOCAL check_function_bodies = off");
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${TABLE} (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    await client.query(`GRANT SELECT (name, sha256) ON ${TABLE} TO ${role}`);
    await replace(client, role, functions, changed, gone);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`The functions of ${schema} failed: ${error instanceof Error ? error.message : error}`);
  }
  return true;
}

async function appliedHashes(client: pg.Client, schema: string): Promise<Map<string, string>> {
  const table = `"${schema}".${TABLE}`;
  const { rows: found } = await client.query<{ there: boolean }>(
    "SELECT to_regclass($1) IS NOT NULL AS there",
    [table],
  );
  if (found[0]?.there !== true) return new Map();
  const { rows } = await client.query<{ name: string; sha256: string }>(`SELECT name, sha256 FROM ${table}`);
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

async function replace(
  client: pg.Client,
  role: string,
  functions: readonly SqlFunction[],
  changed: readonly SqlFunction[],
  gone: readonly string[],
): Promise<void> {
  const types = new Set([
    ...changed.filter(isType).map(({ name }) => name),
    ...(await typesAmong(client, gone)),
  ]);
  const dropped = types.size > 0 ? functions.filter((one) => !isType(one)).map(({ name }) => name) : [];
  for (const name of new Set([...gone, ...dropped]))
    await dropFunctions(client, await signaturesOf(client, name));
  for (const name of types) await client.query(`DROP TYPE IF EXISTS "${name}"`);
  await client.query(`DELETE FROM ${TABLE} WHERE name = ANY ($1)`, [gone]);
  // A type that changed takes its functions with it.
  const again = types.size > 0 ? functions.filter((one) => !isType(one) || changed.includes(one)) : changed;
  for (const one of again.toSorted((a, b) => Number(isType(b)) - Number(isType(a))))
    await apply(client, role, one);
}

const isType = ({ sql }: SqlFunction): boolean => /^CREATE TYPE /m.test(sql);

async function typesAmong(client: pg.Client, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT typname AS name FROM pg_type WHERE typnamespace = current_schema()::regnamespace AND typname = ANY ($1)",
    [names],
  );
  return rows.map(({ name }) => name);
}

async function apply(client: pg.Client, role: string, one: SqlFunction): Promise<void> {
  const before = await signaturesOf(client, one.name);
  await client.query("SAVEPOINT one_function");
  try {
    await client.query(one.sql);
  } catch (error) {
    if ((error as { code?: string }).code !== OTHER_RESULT) throw error;
    await client.query("ROLLBACK TO one_function");
    await dropFunctions(client, before);
    await client.query(one.sql);
  }
  const after = await signaturesOf(client, one.name);
  // Other parameters make another function: the older one must not stay beside it.
  const stale = after.filter((signature) => before.includes(signature));
  if (stale.length < after.length) await dropFunctions(client, stale);
  for (const signature of await signaturesOf(client, one.name))
    await client.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${role}`);
  await client.query(
    `INSERT INTO ${TABLE} (name, sha256) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()`,
    [one.name, one.sha256],
  );
}

/** `post_minutes(uuid[],…)` of each function of this name in the schema. */
async function signaturesOf(client: pg.Client, name: string): Promise<string[]> {
  const { rows } = await client.query<{ signature: string }>(
    "SELECT oid::regprocedure::text AS signature FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname = $1",
    [name],
  );
  return rows.map(({ signature }) => signature);
}

async function dropFunctions(client: pg.Client, signatures: readonly string[]): Promise<void> {
  for (const signature of signatures) await client.query(`DROP FUNCTION ${signature}`);
}
