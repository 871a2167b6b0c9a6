import { randomBytes } from "node:crypto";
import {
  roleOf,
  runOnServer,
  type ServiceUrls,
  serviceUrls,
  withClient,
  withDatabase,
} from "@metercast/provision";
import pg from "pg";

/** What the global setup leaves in the environment for the test files (they run in other processes). */
export interface TestServers {
  /** Superuser's URL of the template database; the whole run's Postgres. */
  templateUrl: string;
  /** service → password of its role. */
  passwords: Record<string, string>;
  /** The nats-server program. */
  natsBinary: string;
  /** What a test's own servers run in. */
  infra: "containers" | "embedded";
}

const VARIABLE = "METERCAST_TEST_SERVERS";

/** Makes the servers known to this process and to those it starts. */
export function publishTestServers(servers: TestServers): void {
  process.env[VARIABLE] = JSON.stringify(servers);
}

/** The servers of the test run. Throws when nobody started them. */
export function testServers(): TestServers {
  const text = process.env[VARIABLE];
  if (text === undefined) {
    throw new Error(
      "There is no test run around this: use `npm test -- <file>` (or vitest with packages/testkit/src/global-setup.ts).",
    );
  }
  return JSON.parse(text) as TestServers;
}

export interface TestDatabase {
  name: string;
  /** Superuser's URL of this database. */
  adminUrl: string;
  /** service → URL with its role. */
  urls: ServiceUrls;
  /** Drops it and closes its connections. */
  drop(): Promise<void>;
}

/**
 * A database of one's own with every service's schema, empty: a clone of the template that was migrated
 * once for the whole run (about 0.1 s).
 */
export async function createTestDatabase(servers: TestServers = testServers()): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const template = decodeURIComponent(new URL(servers.templateUrl).pathname.slice(1));
  await runOnServer(servers.templateUrl, `CREATE DATABASE ${name} TEMPLATE ${pg.escapeIdentifier(template)}`);
  const adminUrl = withDatabase(servers.templateUrl, name);
  // A clone has the template's schemas and their privileges, but not those of the database itself.
  await withClient(adminUrl, async (client) => {
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    for (const service of Object.keys(servers.passwords)) {
      await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${roleOf(service)}`);
    }
  });
  return {
    name,
    adminUrl,
    urls: serviceUrls(adminUrl, servers.passwords),
    drop: () => runOnServer(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
