import { globSync, readFileSync } from "node:fs";
import { repositoryPath } from "../../packages/provision/src/files.ts";
import { withClient } from "../../packages/provision/src/index.ts";
import { describeStatement, readTypes, requiredColumns } from "./describe.ts";
import { parseStatements } from "./parse.ts";
import { type Catalog, renderFile } from "./render.ts";

const FILES = "{services,packages}/*/src/**/*.sql";
/** A package's statements run in every service that uses it; this comment names one of them. */
const SCHEMA = /^-- schema: (\w+)$/m;

export interface SqlFile {
  /** `services/wallet/src/adapters/postgres/ledger/holds.sql` */
  source: string;
  /** `…/holds.queries.ts` */
  output: string;
  text: string;
}

/** The TypeScript of each `.sql` file, typed by the migrated database that `adminUrl` names. */
export function generateQueries(adminUrl: string): Promise<SqlFile[]> {
  return withClient(adminUrl, async (client) => {
    const catalog: Catalog = { types: await readTypes(client), required: await requiredColumns(client) };
    const files: SqlFile[] = [];
    for (const source of globSync(FILES, { cwd: repositoryPath() }).sort()) {
      const sql = readFileSync(repositoryPath(source), "utf8");
      const schema = /^services\/(\w+)\//.exec(source)?.[1] ?? SCHEMA.exec(sql)?.[1];
      if (schema === undefined) throw new Error(`${source}: add a line "-- schema: <service>"`);
      await client.query(`SELECT set_config('search_path', $1, false)`, [schema]);
      try {
        const described = [];
        for (const statement of parseStatements(sql)) {
          const description = await describeStatement(client, statement.text).catch((error: Error) => {
            throw new Error(`${statement.name}: ${error.message}`);
          });
          described.push({ statement, description });
        }
        const text = renderFile(source.slice(source.lastIndexOf("/") + 1), described, catalog);
        files.push({ source, output: source.replace(/\.sql$/, ".queries.ts"), text });
      } catch (error) {
        throw new Error(`${source}: ${error instanceof Error ? error.message : error}`);
      }
    }
    return files;
  });
}

/** Generated files whose `.sql` file is gone. */
export const orphans = (files: readonly SqlFile[]): string[] =>
  globSync("{services,packages}/*/src/**/*.queries.ts", { cwd: repositoryPath() })
    .filter((path) => files.every(({ output }) => output !== path))
    .sort();
