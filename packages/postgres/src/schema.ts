import { existsSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@metercast/runtime";
import { isInfrastructureFailure, sqlStateOf } from "@metercast/runtime";

interface Sql {
  $queryRawUnsafe<T>(query: string): Promise<T>;
}

/** As often as a readiness probe asks. */
const LOOK_MS = 1_000;
/** A line in the log for so many looks. */
const LOOKS_PER_LINE = 15;
/** What an empty database says: no such table, schema or database, and no right to see it yet. */
const NOT_THERE_YET = /^(42P01|42501|3F000|3D000)$/;
/** What PgBouncer says to a client that counts on a session of its own. */
const POOLER = /unsupported startup parameter|prepared statement "s_[\w-]+" (does not exist|already exists)/;
const APPLIED =
  "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL";

/**
 * Waits until the schema has every migration that this code came with, for as long as it takes: until then the service is alive and not ready, so that neither an empty
 * database ends it nor an older schema is served, and a rollout keeps the replicas that work. Migrations that this code does not know are an older release's luck: they must
 * not break it. `migrations`: the folder of the service's migrations.
 */
export async function waitForSchema(sql: Sql, migrations: URL, log: Logger): Promise<void> {
  const wanted = readNames(migrations);
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

/** The migrations that are not applied, or why nobody knows. */
async function missingOf(sql: Sql, wanted: readonly string[]): Promise<string[]> {
  try {
    const rows = await sql.$queryRawUnsafe<{ name: string }[]>(APPLIED);
    const applied = new Set(rows.map(({ name }) => name));
    return wanted.filter((name) => !applied.has(name));
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
