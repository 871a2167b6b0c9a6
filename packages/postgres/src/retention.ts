import type { Sql } from "./sql.ts";

/** Short transactions: a janitor must not hold up the posting. */
const CHUNK_ROWS = 1_000;
/** A run ends after a million rows at the most; the next one goes on. */
const MAX_CHUNKS = 1_000;

/** Rows of a table that nobody needs any more. */
export interface Retention {
  table: string;
  /** SQL that is true of them. */
  old: string;
}

/**
 * Deletes a table's old rows in short transactions; a row that changed since it was looked at stays. Gives
 * the number of rows.
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
