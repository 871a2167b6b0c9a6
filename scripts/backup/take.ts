import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import {
  type Manifest,
  migrationsOf,
  partitionsOf,
  quote,
  sequencesOf,
  type Table,
  tablesOf,
} from "./tables.ts";

/**
 * Copies the schema of a service into a folder: a file per table and a manifest, all from one snapshot
 * without locks. The manifest is written last, so a folder without one is incomplete. `url` is a role that
 * may read the schema.
 */
export async function takeBackup(
  url: string,
  service: string,
  folder: string,
  say: (line: string) => void = () => undefined,
): Promise<Manifest> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Sequences ignore snapshots. Read last, they are never behind the rows.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await client.query<{ now: Date }>("SELECT now()");
    const migrations = await migrationsOf(client, service);
    if (migrations.length === 0) throw new Error(`The schema ${service} has no migrations: is it there?`);
    const tables: Manifest["tables"] = [];
    for (const table of await tablesOf(client, service)) {
      const file = `${table.name}.copy.gz`;
      const copied = await copyOut(client, service, table, join(folder, file));
      say(`${table.name}: ${copied.rows} rows`);
      tables.push({ ...table, file, ...copied });
    }
    const partitions = await partitionsOf(client, service);
    const sequences = await sequencesOf(client, service);
    await client.query("COMMIT");
    const takenAt = (rows[0] as { now: Date }).now.toISOString();
    const manifest: Manifest = { format: 1, service, takenAt, migrations, tables, partitions, sequences };
    writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    return manifest;
  } finally {
    await client.end();
  }
}

async function copyOut(client: pg.Client, schema: string, { name, columns }: Table, file: string) {
  const query = `COPY (SELECT ${columns.map(quote).join(", ")} FROM ${quote(schema)}.${quote(name)}) TO STDOUT`;
  const stream = client.query(copyTo(query));
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(stream, hashing, createGzip({ level: 1 }), createWriteStream(file, { mode: 0o600 }));
  return { rows: stream.rowCount ?? 0, sha256: hash.digest("hex") };
}
