// npm run sql: writes <subject>.queries.ts beside each <subject>.sql, with the types that a freshly migrated
// database gives its statements.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { repositoryPath } from "../packages/provision/src/index.ts";
import { createTestDatabase, startTestServers } from "../packages/testkit/src/index.ts";
import { generateQueries, orphans } from "./sql/files.ts";

const stop = await startTestServers();
try {
  const database = await createTestDatabase();
  const files = await generateQueries(database.adminUrl);
  for (const { output, text } of files) {
    if (current(output) === text) continue;
    writeFileSync(repositoryPath(output), text);
    console.log(`wrote ${output}`);
  }
  for (const path of orphans(files)) {
    rmSync(repositoryPath(path));
    console.log(`removed ${path}`);
  }
} catch (error) {
  console.error(`metercast: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await stop();
}

function current(path: string): string | undefined {
  try {
    return readFileSync(repositoryPath(path), "utf8");
  } catch {
    return undefined;
  }
}
