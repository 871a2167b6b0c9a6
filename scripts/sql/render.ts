import type { Description, PostgresType } from "./describe.ts";
import type { Statement } from "./parse.ts";

/** What is known of the database that the statements are for. */
export interface Catalog {
  types: Map<number, PostgresType>;
  /** Columns that are NOT NULL, as "table.place". */
  required: Set<string>;
}

/**
 * Postgres' type → what Prisma's driver adapter gives for a column of it, and what a parameter of it may
 * be.
 */
const TYPES: Readonly<Record<string, { column: string; parameter: string }>> = {
  bool: same("boolean"),
  int2: same("number"),
  int4: same("number"),
  int8: { column: "bigint", parameter: "bigint | number" },
  oid: { column: "bigint", parameter: "bigint | number" },
  float4: same("number"),
  float8: same("number"),
  text: same("string"),
  varchar: same("string"),
  bpchar: same("string"),
  name: same("string"),
  uuid: same("string"),
  date: { column: "Date", parameter: "Date | string" },
  timestamp: { column: "Date", parameter: "Date | string" },
  timestamptz: { column: "Date", parameter: "Date | string" },
  bytea: { column: "Uint8Array", parameter: "Uint8Array" },
  // A parameter is JSON's text: an array of values would reach Postgres as an array.
  json: { column: "unknown", parameter: "string" },
  jsonb: { column: "unknown", parameter: "string" },
};

function same(name: string) {
  return { column: name, parameter: name };
}

/** The TypeScript of a `.sql` file. */
export function renderFile(
  file: string,
  statements: readonly { statement: Statement; description: Description }[],
  catalog: Catalog,
): string {
  const parts = statements.map(({ statement, description }) => {
    try {
      return renderStatement(statement, description, catalog);
    } catch (error) {
      throw new Error(`${statement.name}: ${error instanceof Error ? error.message : error}`);
    }
  });
  return [
    `// Made by \`npm run sql\` from ${file} and the migrated database. Change that file, not this one.`,
    'import type { Statement } from "@metercast/postgres";',
    "",
    parts.join("\n"),
  ].join("\n");
}

function renderStatement(statement: Statement, description: Description, catalog: Catalog): string {
  const { name, comment, text, parameters } = statement;
  const params = parameters.map(({ name: parameter, nullable }, index) => {
    const type = typeOf(description.parameterTypes[index] as number, "parameter", catalog);
    return `  ${parameter}: ${type}${nullable ? " | null" : ""};`;
  });
  const columns = description.columns.map((column) => {
    const type = typeOf(column.type, "column", catalog);
    const key = /^[a-z_]\w*$/i.test(column.name) ? column.name : JSON.stringify(column.name);
    return `  ${key}: ${type}${isRequired(column, statement, catalog) || type === "unknown" ? "" : " | null"};`;
  });
  const names = description.columns.map((column) => column.name);
  for (const mark of statement.marks.keys())
    if (!names.includes(mark)) throw new Error(`it has no column ${mark}`);
  const twice = names.find((column, index) => names.indexOf(column) !== index);
  if (twice !== undefined) throw new Error(`two of its columns are named ${twice}`);
  const paramsType = params.length > 0 ? `${name}Params` : "void";
  const rowType = columns.length > 0 ? `${name}Row` : "never";
  const constant = name.charAt(0).toLowerCase() + name.slice(1);
  return [
    ...(params.length > 0 ? [`export interface ${name}Params {`, ...params, "}", ""] : []),
    ...(columns.length > 0 ? [`export interface ${name}Row {`, ...columns, "}", ""] : []),
    ...(comment === "" ? [] : [`/** ${comment} */`]),
    `export const ${constant}: Statement<${paramsType}, ${rowType}> = {`,
    `  sql: \`${text.replace(/[\\`]|\$\{/g, "\\$&")}\`,`,
    `  parameters: [${parameters.map((parameter) => JSON.stringify(parameter.name)).join(", ")}],`,
    "};",
    "",
  ].join("\n");
}

function isRequired(
  column: Description["columns"][number],
  { marks, doubtful }: Statement,
  { required }: Catalog,
): boolean {
  return marks.get(column.name) ?? (!doubtful && required.has(`${column.table}.${column.place}`));
}

function typeOf(oid: number, use: "column" | "parameter", { types }: Catalog): string {
  const type = types.get(oid);
  if (type === undefined) throw new Error(`there is no type ${oid}`);
  if (type.kind === "d") return typeOf(type.base, use, { types, required: new Set() });
  if (type.labels !== null) return type.labels.map((label) => JSON.stringify(label)).join(" | ");
  if (type.element !== 0) {
    const element = types.get(type.element);
    const known = element && TYPES[element.name]?.[use];
    if (known === undefined) throw unsupported(type.name, use);
    // A Buffer holds the array in Postgres' binary form (binary-array.ts).
    if (use === "parameter") return `readonly ${known.includes("|") ? `(${known})` : known}[] | Buffer`;
    return `${known}[]`;
  }
  const known = TYPES[type.name]?.[use];
  if (known === undefined) throw unsupported(type.name, use);
  return known;
}

const unsupported = (type: string, use: string) =>
  new Error(
    `Prisma's adapter has no plain value for a ${use} of type ${type}: cast it (sum(x)::bigint, x::text)`,
  );
