import { readFileSync } from "node:fs";
import { repositoryPath } from "@metercast/provision";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { generateQueries, orphans, type SqlFile } from "../../scripts/sql/files.ts";

let database: TestDatabase;
let files: SqlFile[];
beforeAll(async () => {
  database = await createTestDatabase();
  files = await generateQueries(database.adminUrl);
});
afterAll(() => database?.drop());

it("every .queries.ts is what npm run sql makes of its .sql file and the migrated database", () => {
  for (const { output, text } of files)
    expect(readFileSync(repositoryPath(output), "utf8"), `${output}: run npm run sql`).toBe(text);
});

it("no .queries.ts is left without its .sql file", () => {
  expect(orphans(files)).toEqual([]);
});
