import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { repositoryPath, serviceSchemas, withClient } from "@metercast/provision";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT IN ('_prisma_migrations', '_sql_function') ORDER BY c.relname, a.attnum`;
const RULES = `
  SELECT c.relname AS "table", pg_get_constraintdef(k.oid) AS rule FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.connamespace = $1::text::regnamespace AND k.contype <> 'n' AND NOT c.relispartition AND c.relname NOT IN ('_prisma_migrations', '_sql_function')
  UNION ALL
  SELECT i.tablename, regexp_replace(i.indexdef, '^CREATE (UNIQUE )?INDEX (\\S+) ON (ONLY )?\\S+ USING btree', '\\1INDEX') FROM pg_indexes i
  WHERE i.schemaname = $1::text AND NOT (SELECT c.relispartition FROM pg_class c WHERE c.oid = format('%I.%I', i.schemaname, i.tablename)::regclass)
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conname = i.indexname AND k.connamespace = $1::text::regnamespace)
  ORDER BY 1, 2`;
const RIGHTS = `
  SELECT table_name AS "table", string_agg(DISTINCT privilege_type, ', ' ORDER BY privilege_type) AS rights
  FROM information_schema.role_table_grants WHERE table_schema = $1::text AND grantee = 'metercast_' || $1::text GROUP BY 1`;
const UPDATABLE = `
  SELECT table_name AS "table", string_agg(column_name, ', ' ORDER BY column_name) AS columns FROM information_schema.column_privileges p
  WHERE table_schema = $1::text AND grantee = 'metercast_' || $1::text AND privilege_type = 'UPDATE'
    AND NOT EXISTS (SELECT FROM information_schema.role_table_grants g WHERE g.table_schema = p.table_schema AND g.table_name = p.table_name
                    AND g.grantee = p.grantee AND g.privilege_type = 'UPDATE') GROUP BY 1`;

/** The schema of a service as a page: what the database itself says, so that the page can't be wrong. */
async function page(service: string): Promise<string> {
  return withClient(database.adminUrl, async (client) => {
    const rows = async <T>(sql: string) =>
      (await client.query(sql, [service])).rows as (T & { table: string })[];
    const columns = await rows<{ name: string; type: string; required: boolean }>(COLUMNS);
    const rules = await rows<{ rule: string }>(RULES);
    const rights = await rows<{ rights: string }>(RIGHTS);
    const updatable = await rows<{ columns: string }>(UPDATABLE);
    const lines = [
      `# Schema \`${service}\``,
      "",
      `Read from a migrated database by \`tests/docs/schema.test.ts\`, which fails if the page and the database differ (\`UPDATE_DOCS=1 npm test -- tests/docs\` rewrites it). Only the role \`metercast_${service}\` reaches it. The reasons: \`services/${service}/README.md\` and the comments in its migrations.`,
    ];
    for (const table of new Set(columns.map((column) => column.table))) {
      lines.push("", `## ${table}`, "", "| column | type | |", "| --- | --- | --- |");
      for (const { name, type, required } of columns.filter((column) => column.table === table)) {
        lines.push(`| ${name} | ${type} | ${required ? "" : "may be null"} |`);
      }
      const may = rights.find((right) => right.table === table)?.rights ?? "nothing";
      const some = updatable.find((right) => right.table === table);
      lines.push("", `The service may: ${may}${some ? `, UPDATE (${some.columns})` : ""}.`, "");
      for (const { rule } of rules.filter((entry) => entry.table === table)) lines.push(`- \`${rule}\``);
    }
    return `${lines.join("\n")}\n`;
  });
}

describe.each(serviceSchemas().map(({ service }) => service))("docs/schema/%s.md", (service) => {
  it("says what the database says", async () => {
    const file = repositoryPath("docs", "schema", `${service}.md`);
    const expected = await page(service);
    if (process.env.UPDATE_DOCS === "1") writeFileSync(file, expected);
    expect(existsSync(file) ? readFileSync(file, "utf8") : "").toBe(expected);
  });
});
