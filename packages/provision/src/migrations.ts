import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type pg from "pg";
import { repositoryPath } from "./files.ts";

/** A migration may rewrite a large table. */
const DEPLOY_TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 16_000_000;
const runProgram = promisify(execFile);

export interface ServiceSchema {
  /** The service's name, which is also its schema's. */
  service: string;
  /** services/<name>/prisma/schema.prisma (absolute). */
  schemaFile: string;
  /** Migration folder name → sha256 (hex) of its migration.sql, as Prisma keeps it. */
  migrations: Map<string, string>;
}

/** Every folder in services/ that holds a package, with its migrations (none yet: an empty map). */
export function serviceSchemas(root: string = repositoryPath("services")): ServiceSchema[] {
  return readdirSync(root)
    .filter((name) => existsSync(join(root, name, "package.json")))
    .sort()
    .map((service) => {
      const folder = join(root, service, "prisma");
      return {
        service,
        schemaFile: join(folder, "schema.prisma"),
        migrations: readMigrations(join(folder, "migrations")),
      };
    });
}

function readMigrations(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "migration.sql")));
  return new Map(
    names.sort().map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"));
      return [name, createHash("sha256").update(sql).digest("hex")];
    }),
  );
}

/**
 * Whether every migration is applied, so that a warm start need not wait for the CLI. Throws one sentence
 * for an edited migration, or one that this code does not know.
 */
export async function isMigrated(client: pg.Client, schema: ServiceSchema): Promise<boolean> {
  const table = `"${schema.service}"._prisma_migrations`;
  const { rows: found } = await client.query("SELECT to_regclass($1) AS name", [table]);
  if (found[0]?.name === null) return schema.migrations.size === 0;
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM ${table} WHERE rolled_back_at IS NULL`,
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row]));
  for (const [name, row] of applied) {
    const checksum = schema.migrations.get(name);
    if (checksum !== undefined && checksum !== row.checksum && row.finished) {
      throw new Error(
        `The migration ${name} of ${schema.service} was edited after it had been applied to this database: undo the edit and add a new migration, or start with --reset.`,
      );
    }
  }
  const [baseline] = schema.migrations.keys();
  if (applied.size > 0 && baseline !== undefined && !applied.has(baseline))
    throw new Error(
      `The schema ${schema.service} is of a version before the first release and can't be migrated: start with an empty one (npm start -- --reset removes all data).`,
    );
  return [...schema.migrations.keys()].every((name) => applied.get(name)?.finished === true);
}

/**
 * `prisma migrate deploy` for one service. `url` names the database (an admin's URL, without a schema).
 * Rejects with the CLI's own last lines.
 */
export async function deployMigrations(schema: ServiceSchema, url: string): Promise<void> {
  const target = new URL(url);
  target.searchParams.set("schema", schema.service);
  const cli = repositoryPath("node_modules", "prisma", "build", "index.js");
  const config = repositoryPath("scripts", "prisma.config.ts");
  try {
    await runProgram(process.execPath, [cli, "migrate", "deploy", "--config", config], {
      cwd: repositoryPath(),
      timeout: DEPLOY_TIMEOUT_MS,
      killSignal: "SIGKILL",
      maxBuffer: MAX_OUTPUT_BYTES,
      env: {
        ...process.env,
        // The engine starts with `#!/usr/bin/env node` and must find the same Node.
        PATH: `${repositoryPath("node_modules", ".bin")}:${process.env.PATH ?? ""}`,
        DATABASE_URL: target.toString(),
        METERCAST_PRISMA_SCHEMA: schema.schemaFile,
        PRISMA_SCHEMA_ENGINE_BINARY: repositoryPath("tools", "prisma-schema-engine.mjs"),
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
        NO_COLOR: "1",
      },
    });
  } catch (error) {
    const { message, stdout = "", stderr = "" } = error as Error & { stdout?: string; stderr?: string };
    const said = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
    throw new Error(
      `The migrations of ${schema.service} failed:\n${said.length > 0 ? said.slice(-15).join("\n") : message}`,
    );
  }
}
