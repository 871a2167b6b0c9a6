import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type Manifest, migrationsOf, partitionsOf, quote, sequencesOf, tablesOf, target } from "./tables.ts";

/**
 * Other services may know numbers (of accounts) that were assigned after the backup. Assigning one again
 * would let a message about the old account move money of the new one. A service assigns fewer numbers than
 * this between a backup and its restore.
 */
const SEQUENCE_GAP = 1_000_000n;

/**
 * Replaces the content of the service's schema by a backup, in one transaction. The same migrations must
 * have made the schema, and the service must be stopped. `url` is the database's superuser, so that
 * triggers that forbid changes do not run.
 */
export async function restoreBackup(
  url: string,
  folder: string,
  say: (line: string) => void = () => undefined,
): Promise<Manifest> {
  const manifest = readManifest(folder);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await checkStopped(client, manifest.service);
    await checkShape(client, manifest);
    await client.query("BEGIN");
    await client.query("SET LOCAL session_replication_role = replica");
    const names = manifest.tables.map(({ name }) => `${quote(manifest.service)}.${quote(name)}`);
    await client.query(`TRUNCATE ${names.join(", ")}`);
    await replacePartitions(client, manifest);
    for (const table of manifest.tables) {
      await copyIn(client, manifest.service, table, folder);
      say(`${table.name}: ${table.rows} rows`);
    }
    await moveSequences(client, manifest);
    await client.query("COMMIT");
    await client.query(`ANALYZE ${names.join(", ")}`);
    return manifest;
  } finally {
    // Ending the connection rolls an open transaction back.
    await client.end();
  }
}

function readManifest(folder: string): Manifest {
  const file = join(folder, "manifest.json");
  if (!existsSync(file)) throw new Error(`${folder} is no backup: it has no manifest.json.`);
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  if (manifest.format !== 1) throw new Error(`${folder} has the format ${manifest.format}; 1 is known here.`);
  return manifest;
}

async function checkStopped(client: pg.Client, service: string): Promise<void> {
  const { rowCount } = await client.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1",
    [`metercast-${service}`],
  );
  if (rowCount) throw new Error(`${service} is still connected (${rowCount} connections): stop it first.`);
}

async function checkShape(client: pg.Client, manifest: Manifest): Promise<void> {
  const here = await migrationsOf(client, manifest.service);
  if (here.join() !== manifest.migrations.join())
    throw new Error(
      `The schema ${manifest.service} is at ${here.at(-1) ?? "nothing"}, the backup at ${manifest.migrations.at(-1)}: bring the schema there first.`,
    );
  const shape = (tables: readonly { name: string; columns: string[] }[]) =>
    tables.map(({ name, columns }) => `${name}(${columns.join()})`).join(" ");
  if (shape(await tablesOf(client, manifest.service)) !== shape(manifest.tables))
    throw new Error(`The tables of ${manifest.service} are not those of the backup.`);
}

/** The partitions are empty now; the backup's own partitions receive the rows. */
async function replacePartitions(client: pg.Client, { service, partitions }: Manifest): Promise<void> {
  const place = (name: string) => `${quote(service)}.${quote(name)}`;
  for (const { name } of await partitionsOf(client, service)) await client.query(`DROP TABLE ${place(name)}`);
  for (const { name, parent, bound } of partitions)
    await client.query(`CREATE TABLE ${place(name)} PARTITION OF ${place(parent)} ${bound}`);
}

async function copyIn(
  client: pg.Client,
  schema: string,
  table: Manifest["tables"][number],
  folder: string,
): Promise<void> {
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const into = client.query(copyFrom(`COPY ${target(schema, table)} FROM STDIN`));
  await pipeline(createReadStream(join(folder, table.file)), createGunzip(), hashing, into);
  if (into.rowCount !== table.rows || hash.digest("hex") !== table.sha256)
    throw new Error(`${table.file} is not what was backed up: nothing was restored.`);
}

async function moveSequences(client: pg.Client, manifest: Manifest): Promise<void> {
  const here = new Map((await sequencesOf(client, manifest.service)).map((one) => [one.name, one.lastValue]));
  for (const { name, lastValue } of manifest.sequences) {
    const last = [BigInt(lastValue), BigInt(here.get(name) ?? 0)].reduce((a, b) => (a > b ? a : b));
    await client.query("SELECT setval($1::regclass, $2)", [
      `${quote(manifest.service)}.${quote(name)}`,
      (last + SEQUENCE_GAP).toString(),
    ]);
  }
}
