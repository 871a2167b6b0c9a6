import type { Sql } from "./sql.ts";

/** Short transactions, so that deletion does not delay posting. */
const CHUNK_ROWS = 1_000;
/** A run deletes at most a million rows; the next one continues. */
const MAX_CHUNKS = 1_000;

/** Rows to delete from a table. */
export interface Retention {
  table: string;
  /** An SQL condition. */
  old: string;
}

/**
 * Deletes a table's old rows in short transactions; a row that changed meanwhile stays. Returns the number
 * of rows.
 */
export async function purgeTable(sql: Sql, { table, old }: Retention): Promise<number> {
  const statement = `DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${old} LIMIT ${CHUNK_ROWS})`;
  let total = 0;
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const rows = await sql.$executeRawUnsafe(statement);
    total += rows;
    if (rows < CHUNK_ROWS) break;
  }
  return total;
}
