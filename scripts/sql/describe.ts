import type pg from "pg";

/** What Postgres says of a statement without running it. */
export interface Description {
  parameterTypes: number[];
  columns: Column[];
}

export interface Column {
  name: string;
  type: number;
  /** The table's column that it shows; 0 and 0 for an expression. */
  table: number;
  place: number;
}

/** pg's connection, as far as its typings do not show it. */
interface Connection {
  parse(statement: { name: string; text: string; types: number[] }): void;
  describe(target: { type: "S"; name: string }): void;
  sync(): void;
  on(event: string, listener: (message: never) => void): void;
  off(event: string, listener: (message: never) => void): void;
}

interface RowDescription {
  fields: { name: string; dataTypeID: number; tableID: number; columnID: number }[];
}

/** Asks Postgres to parse and describe a statement. Rejects with Postgres' error. */
export function describeStatement(client: pg.Client, text: string): Promise<Description> {
  return new Promise((resolve, reject) => {
    const description: Description = { parameterTypes: [], columns: [] };
    const readParameters = ({ dataTypeIDs }: { dataTypeIDs: number[] }) => {
      description.parameterTypes = dataTypeIDs;
    };
    client.query({
      submit(connection: Connection) {
        connection.on("parameterDescription", readParameters);
        connection.parse({ name: "", text, types: [] });
        connection.describe({ type: "S", name: "" });
        connection.sync();
      },
      handleRowDescription({ fields }: RowDescription) {
        description.columns = fields.map(({ name, dataTypeID, tableID, columnID }) => {
          return { name, type: dataTypeID, table: tableID, place: columnID };
        });
      },
      handleError(error: Error) {
        // The client forgets the query here; no handleReadyForQuery follows.
        reject(error);
      },
      handleReadyForQuery(connection: Connection) {
        connection.off("parameterDescription", readParameters);
        resolve(description);
      },
    } as unknown as pg.Submittable);
  });
}

/** The columns of the database's tables that are NOT NULL, as "table.place". */
export async function requiredColumns(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ key: string }>(
    "SELECT attrelid || '.' || attnum AS key FROM pg_attribute WHERE attnotnull AND attnum > 0",
  );
  return new Set(rows.map(({ key }) => key));
}

export interface PostgresType {
  name: string;
  /** pg_type.typtype: b(ase), c(omposite), d(omain), e(num), … */
  kind: string;
  /** Of an array: its elements' type. */
  element: number;
  /** Of a domain: the type below it. */
  base: number;
  labels: string[] | null;
}

export async function readTypes(client: pg.Client): Promise<Map<number, PostgresType>> {
  const { rows } = await client.query<PostgresType & { oid: number }>(`
    SELECT t.oid, t.typname AS name, t.typtype AS kind, t.typbasetype AS base,
           CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END AS element,
           (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels
    FROM pg_type t`);
  return new Map(
    rows.map((row) => [Number(row.oid), { ...row, element: Number(row.element), base: Number(row.base) }]),
  );
}
