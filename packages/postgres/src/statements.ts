import type { Sql } from "@metercast/postgres";

/**
 * A statement of a `.sql` file, as `npm run sql` writes it to the `.queries.ts` file beside it: with the
 * types that the migrated database gives its parameters and its rows. Postgres' int8 is a bigint,
 * timestamptz a Date, bytea a Uint8Array, jsonb unknown (and JSON text as a parameter).
 */
export interface Statement<Params, Row> {
  readonly sql: string;
  /** The parameters' names, in the order of `$1`, `$2`, … */
  readonly parameters: readonly string[];
  /** Only for the compiler. */
  readonly types?: (params: Params) => Row;
}

/** A statement without parameters takes none. */
type Given<Params> = Params extends void ? [] : [params: Params];

/** All rows of a statement. */
export function rows<Params, Row>(
  sql: Sql,
  statement: Statement<Params, Row>,
  ...given: Given<Params>
): Promise<Row[]> {
  return sql.$queryRawUnsafe<Row[]>(statement.sql, ...valuesOf(statement, given[0]));
}

/** The first row of a statement, if it has one. */
export async function one<Params, Row>(
  sql: Sql,
  statement: Statement<Params, Row>,
  ...given: Given<Params>
): Promise<Row | undefined> {
  return (await rows(sql, statement, ...given))[0];
}

/** Runs a statement for its effect. Resolves with the number of rows that it wrote. */
export function execute<Params>(
  sql: Sql,
  statement: Statement<Params, unknown>,
  ...given: Given<Params>
): Promise<number> {
  return sql.$executeRawUnsafe(statement.sql, ...valuesOf(statement, given[0]));
}

function valuesOf({ parameters }: Statement<never, unknown>, params: unknown): unknown[] {
  return parameters.map((name) => (params as Record<string, unknown>)[name]);
}
