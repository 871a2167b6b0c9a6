import { readFileSync } from "node:fs";
import { serviceSchemas, withClient } from "@metercast/provision";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseModels, tableColumns } from "../../scripts/sql/models.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

describe.each(serviceSchemas().map(({ service, schemaFile }) => [service, schemaFile] as const))(
  "%s's schema.prisma",
  (service, schemaFile) => {
    it("has the columns, types and nullability of the migrated tables", () =>
      withClient(database.adminUrl, async (client) => {
        for (const { table, columns } of parseModels(readFileSync(schemaFile, "utf8")))
          expect(columns.toSorted(), table).toEqual((await tableColumns(client, service, table)).toSorted());
      }));
  },
);
