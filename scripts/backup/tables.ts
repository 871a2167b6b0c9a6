import type pg from "pg";

export interface Table {
  name: string;
  columns: string[];
}

export interface Partition {
  name: string;
  parent: string;
  /** As in PARTITION OF … */
  bound: string;
}

export interface Sequence {
  name: string;
  lastValue: string;
}

/** The manifest of a backup. */
export interface Manifest {
  format: 1;
  service: string;
  /** The time of the snapshot: replays begin before it. */
  takenAt: string;
  /** Names of the migrations, in order. A backup fits only into a schema with the same ones. */
  migrations: string[];
  tables: (Table & { file: string; rows: number; sha256: string })[];
  partitions: Partition[];
  sequences: Sequence[];
}

/**
 * The tables that the service's role may read or write. Partitions come with their parent. A detached
 * partition belongs to the operator and is left out; Prisma's record of migrations is compared, not copied.
 */
export async function tablesOf(client: pg.Client, schema: string): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND has_table_privilege('metercast_' || $1::text, c.oid, 'SELECT, INSERT')
     GROUP BY c.relname ORDER BY c.relname`,
    [schema],
  );
  return rows;
}

/** The partitions of the service's tables; a restore replaces them by the backup's. */
export async function partitionsOf(client: pg.Client, schema: string): Promise<Partition[]> {
  const { rows } = await client.query<Partition>(
    `SELECT c.relname AS name, p.relname AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
     WHERE c.relnamespace = $1::regnamespace AND c.relispartition AND c.relkind = 'r' ORDER BY c.relname`,
    [schema],
  );
  return rows;
}

export async function sequencesOf(client: pg.Client, schema: string): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `SELECT sequencename AS name, coalesce(last_value, 0)::text AS "lastValue" FROM pg_sequences WHERE schemaname = $1 ORDER BY sequencename`,
    [schema],
  );
  return rows;
}

export async function migrationsOf(client: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM ${quote(schema)}._prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name`,
  );
  return rows.map(({ name }) => name);
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** schema.table (column, …) */
export const target = (schema: string, { name, columns }: Table): string =>
  `${quote(schema)}.${quote(name)} (${columns.map(quote).join(", ")})`;
