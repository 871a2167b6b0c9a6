import type pg from "pg";

/** A model of a schema.prisma in the terms of the database: `column type`, and `?` where it may be null. */
export interface Model {
  table: string;
  columns: string[];
}

/** Prisma's type without a native one (`@db.…`) → Postgres' type. */
const TYPES: Readonly<Record<string, string>> = {
  BigInt: "bigint",
  Boolean: "boolean",
  Bytes: "bytea",
  DateTime: "timestamp(3) without time zone",
  Decimal: "numeric(65,30)",
  Float: "double precision",
  Int: "integer",
  Json: "jsonb",
  String: "text",
};
const NATIVE: Readonly<Record<string, string>> = {
  Date: "date",
  Decimal: "numeric",
  Integer: "integer",
  SmallInt: "smallint",
  Text: "text",
  Timestamptz: "timestamp with time zone",
  "Timestamptz()": "timestamp with time zone",
  Uuid: "uuid",
};

const MODEL = /^model (\w+) \{\n([\s\S]*?)^\}/gm;
const FIELD = /^ {2}(\w+) +(\w+)(\[\]|\?)?(.*)$/gm;

/** The models of a schema.prisma. Throws at a field whose type this does not know. */
export function parseModels(schema: string): Model[] {
  return [...schema.matchAll(MODEL)].map(([, name = "", body = ""]) => ({
    table: /@@map\("([^"]+)"\)/.exec(body)?.[1] ?? name,
    columns: [...body.matchAll(FIELD)].map(([, field = "", type = "", mark = "", rest = ""]) => {
      const native = /@db\.(\w+(?:\(\))?)/.exec(rest)?.[1];
      const known = native === undefined ? TYPES[type] : NATIVE[native];
      if (known === undefined)
        throw new Error(`${name}.${field}: add ${native ?? type} to ${import.meta.filename}`);
      const column = /@map\("([^"]+)"\)/.exec(rest)?.[1] ?? field;
      return `${column} ${known}${mark}`;
    }),
  }));
}

const COLUMNS = `
  SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull OR t.typcategory = 'A' THEN '' ELSE '?' END AS column
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) AND a.attnum > 0 AND NOT a.attisdropped`;

/** The same of a table of the migrated database. */
export async function tableColumns(client: pg.Client, schema: string, table: string): Promise<string[]> {
  const { rows } = await client.query<{ column: string }>(COLUMNS, [schema, table]);
  return rows.map(({ column }) => column);
}
