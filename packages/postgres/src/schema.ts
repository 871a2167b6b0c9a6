import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@metercast/runtime";
import { isInfrastructureFailure, sqlStateOf } from "@metercast/runtime";

interface Sql {
  $queryRawUnsafe<T>(query: string): Promise<T>;
}

/** The interval of a readiness probe. */
const LOOK_MS = 1_000;
/** Attempts per log line. */
const LOOKS_PER_LINE = 15;
/** Errors of an empty database: no such table, schema or database, or no right yet. */
const NOT_THERE_YET = /^(42P01|42501|3F000|3D000)$/;
/** PgBouncer's errors for a client that relies on its own session. */
const POOLER = /unsupported startup parameter|prepared statement "s_[\w-]+" (does not exist|already exists)/;
const FUNCTIONS = "SELECT name, sha256 FROM _sql_function";
const APPLIED =
  "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL";

/**
 * Waits until the schema has every migration and every SQL function that this code came with, however long
 * it takes. Until then the service is alive and not ready: an empty database does not end it, an older
 * schema is not served, and a rollout keeps the replicas that work. Migrations that this code does not know
 * do not matter: they must not break it. Functions of another release do matter. `migrations`:
 * services/<name>/prisma/migrations; the functions are in services/<name>/sql/functions.
 */
export async function waitForSchema(sql: Sql, migrations: URL, log: Logger): Promise<void> {
  const wanted = { migrations: readNames(migrations), functions: readFunctions(migrations) };
  for (let look = 0; ; look++) {
    const missing = await missingOf(sql, wanted);
    if (missing.length === 0) return;
    if (look % LOOKS_PER_LINE === 0) log.warn({ missing }, "waiting for the schema");
    await sleep(LOOK_MS);
  }
}

function readNames(migrations: URL): string[] {
  if (!existsSync(migrations))
    throw new Error(`The service's migrations are missing: ${migrations.pathname}`);
  return readdirSync(migrations, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

interface Wanted {
  migrations: readonly string[];
  /** name → sha256 of its text */
  functions: ReadonlyMap<string, string>;
}

function readFunctions(migrations: URL): Map<string, string> {
  const folder = new URL("../sql/functions/", migrations);
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  const hash = (file: string) =>
    createHash("sha256")
      .update(readFileSync(new URL(file, folder)))
      .digest("hex");
  return new Map(files.map((file) => [file.slice(0, -".sql".length), hash(file)]));
}

/** The migrations and functions that are not applied, or why that is unknown. */
async function missingOf(sql: Sql, { migrations, functions }: Wanted): Promise<string[]> {
  try {
    const rows = await sql.$queryRawUnsafe<{ name: string }[]>(APPLIED);
    const applied = new Set(rows.map(({ name }) => name));
    const missing = migrations.filter((name) => !applied.has(name));
    if (functions.size === 0) return missing;
    const made = await sql.$queryRawUnsafe<{ name: string; sha256: string }[]>(FUNCTIONS);
    const hashes = new Map(made.map(({ name, sha256 }) => [name, sha256]));
    const others = [...functions].filter(([name, sha256]) => hashes.get(name) !== sha256);
    return [...missing, ...others.map(([name]) => `function ${name}`)];
  } catch (error) {
    if (POOLER.test(String(error)))
      throw new Error(
        "The database URL leads to PgBouncer: add pgbouncer=true to it (docs/runbooks/pgbouncer.md).",
        {
          cause: error,
        },
      );
    if (!isInfrastructureFailure(error) && !NOT_THERE_YET.test(sqlStateOf(error) ?? "")) throw error;
    return [`all: ${error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error)}`];
  }
}
