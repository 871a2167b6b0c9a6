import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { keepSecrets, randomSecret } from "./files.ts";
import { deployMigrations, isMigrated, type ServiceSchema, serviceSchemas } from "./migrations.ts";
import { applyFunctions, readFunctions } from "./sql-functions.ts";

const LEAST_VERSION_NUMBER = 180_000;
/** Locks of databases are short (a clone takes 50–100 ms); 10 s outlasts a queue of them. */
const LOCK_ATTEMPTS = 100;
const LOCK_PAUSE_MS = 100;
/**
 * An arbitrary lock number: concurrent migrations of one server wait for each other, because roles are
 * shared by all databases.
 */
const MIGRATION_LOCK = 7_202_611;

/**
 * At most half of all connections for one service. The busiest, the gateway at its ten replicas and one
 * more during a rollout, needs fewer.
 */
const ROLE_SHARE = 0.5;
/**
 * Defaults of a service's role, for poolers that drop a connection's options. Integrity checks raise them
 * in their transactions; backups and migrations run as other roles.
 */
const ROLE_SETTINGS: Readonly<Record<string, string>> = {
  statement_timeout: "10s",
  lock_timeout: "5s",
  idle_in_transaction_session_timeout: "10s",
};

/** service → URL with the role of the service. */
export type ServiceUrls = Record<string, string>;

export interface MigrateOptions {
  /**
   * A role that may create databases, roles and schemas; the path names the database (created if missing).
   * The database's owner suffices if the services' roles exist; they and their passwords then stay the
   * same.
   */
  adminUrl: string;
  /** service → password of its role. Missing ones come from `passwordFile`, or are random. */
  passwords?: Readonly<Record<string, string>>;
  /** A 0600 JSON file that keeps random passwords from one start to the next. */
  passwordFile?: string;
  /** Only these services; default: all of services/. */
  services?: readonly string[];
  log?: (line: string) => void;
}

export interface Migrated {
  /** service → `postgresql://metercast_<service>:…@…/<database>`; the role's search_path is its schema. */
  urls: ServiceUrls;
  /** The services whose migrations ran now. */
  migrated: string[];
}

/** The Postgres role of a service. */
export function roleOf(service: string): string {
  return `metercast_${service}`;
}

/**
 * Creates the database, one role and one schema for each service, and applies missing migrations. A role
 * may connect and use its own schema; the service's migrations grant everything else. Repeating it changes
 * nothing. Rejects with one sentence: outdated Postgres, unreachable, a failed migration.
 */
export async function migrate(options: MigrateOptions): Promise<Migrated> {
  const schemas = chosenSchemas(options.services);
  const services = schemas.map((schema) => schema.service);
  const passwords = rolePasswords(services, options);
  await makeDatabase(options.adminUrl);
  const migrated = await withClient(options.adminUrl, async (client) => {
    await checkVersion(client);
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    if (await mayMakeRoles(client))
      for (const service of services) await makeRole(client, service, passwords[service] as string);
    else for (const service of services) await checkRole(client, service);
    await closeDatabase(client, services);
    return applyMigrations(client, schemas, options);
  });
  return { urls: serviceUrls(options.adminUrl, passwords), migrated };
}

function chosenSchemas(names: readonly string[] | undefined): ServiceSchema[] {
  const all = serviceSchemas();
  const unknown = names?.find((name) => all.every(({ service }) => service !== name));
  if (unknown !== undefined)
    throw new Error(
      `There is no service ${unknown}; there are ${all.map(({ service }) => service).join(", ")}.`,
    );
  return all.filter(({ service }) => names?.includes(service) ?? true);
}

async function mayMakeRoles(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    "SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user",
  );
  return rows[0]?.may === true;
}

/** For roles managed elsewhere (an operator, a DBA): the role must exist without extra rights. */
async function checkRole(client: pg.Client, service: string): Promise<void> {
  const { rows } = await client.query<{ plain: boolean }>(
    "SELECT rolcanlogin AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls) AS plain FROM pg_roles WHERE rolname = $1",
    [roleOf(service)],
  );
  if (rows[0] === undefined)
    throw new Error(`The role ${roleOf(service)} is missing, and the role in DATABASE_URL may not make it.`);
  if (!rows[0].plain)
    throw new Error(`The role ${roleOf(service)} must be able to log in, and may have no other attribute.`);
}

function rolePasswords(services: string[], options: MigrateOptions): Record<string, string> {
  const given = options.passwords ?? {};
  const missing = services.filter((service) => given[service] === undefined);
  const kept =
    options.passwordFile === undefined
      ? Object.fromEntries(missing.map((service) => [service, randomSecret()]))
      : keepSecrets(options.passwordFile, missing);
  return { ...kept, ...given };
}

/** The URLs of the services' roles in the database that `adminUrl` names. */
export function serviceUrls(adminUrl: string, passwords: Readonly<Record<string, string>>): ServiceUrls {
  return Object.fromEntries(
    Object.entries(passwords).map(([service, password]) => {
      const url = new URL(adminUrl);
      url.username = roleOf(service);
      url.password = password;
      return [service, url.toString()];
    }),
  );
}

async function applyMigrations(
  client: pg.Client,
  schemas: ServiceSchema[],
  options: MigrateOptions,
): Promise<string[]> {
  const migrated: string[] = [];
  for (const schema of schemas) {
    const { service } = schema;
    await client.query(`CREATE SCHEMA IF NOT EXISTS "${service}"`);
    await client.query(`REVOKE ALL ON SCHEMA "${service}" FROM PUBLIC`);
    await client.query(`GRANT USAGE ON SCHEMA "${service}" TO ${roleOf(service)}`);
    if (!(await isMigrated(client, schema))) {
      options.log?.(`migrating the schema ${service}`);
      await deployMigrations(schema, options.adminUrl);
      migrated.push(service);
    }
    const functions = readFunctions(join(dirname(schema.schemaFile), "..", "sql", "functions"));
    if ((await applyFunctions(client, service, roleOf(service), functions)) && !migrated.includes(service))
      migrated.push(service);
    // Services read it to wait for their migrations.
    if (schema.migrations.size > 0)
      await client.query(
        `GRANT SELECT (migration_name, finished_at, rolled_back_at) ON "${service}"._prisma_migrations TO ${roleOf(service)}`,
      );
  }
  return migrated;
}

async function makeRole(client: pg.Client, service: string, password: string): Promise<void> {
  const role = roleOf(service);
  const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${role}`);
  // Every time, because the password file may be newer than the server, and manual grants must not persist.
  await client.query(
    `ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${pg.escapeLiteral(password)}`,
  );
  await client.query(`ALTER ROLE ${role} SET search_path = "${service}"`);
  await client.query(`ALTER ROLE ${role} CONNECTION LIMIT ${await connectionLimit(client)}`);
  for (const [setting, value] of Object.entries(ROLE_SETTINGS))
    await client.query(`ALTER ROLE ${role} SET ${setting} = '${value}'`);
}

async function connectionLimit(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ most: number }>(
    "SELECT current_setting('max_connections')::integer AS most",
  );
  return Math.max(10, Math.floor((rows[0]?.most ?? 100) * ROLE_SHARE));
}

/**
 * Only the services' roles may connect, and PUBLIC has no rights, not even to temporary tables or the
 * schema public.
 */
async function closeDatabase(client: pg.Client, services: string[]): Promise<void> {
  const database = pg.escapeIdentifier(client.database ?? "");
  await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await client.query("REVOKE ALL ON SCHEMA public FROM PUBLIC");
  // By default everybody may execute new functions; revoke that.
  await client.query("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
  for (const service of services)
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${roleOf(service)}`);
}

async function checkVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string; name: string }>(
    "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS name",
  );
  const version = rows[0];
  if (version === undefined || Number(version.number) < LEAST_VERSION_NUMBER) {
    throw new Error(`The Postgres at DATABASE_URL is version ${version?.name}; 18 or newer is needed.`);
  }
}

async function makeDatabase(url: string): Promise<void> {
  try {
    await withClient(url, async () => undefined);
  } catch (error) {
    // invalid_catalog_name: there is no such database.
    if ((error as { code?: string }).code !== "3D000") throw unreachable(url, error);
    await runOnServer(url, `CREATE DATABASE ${pg.escapeIdentifier(databaseName(url))}`).catch((failure) => {
      throw unreachable(url, failure);
    });
  }
}

function unreachable(url: string, error: unknown): Error {
  const { host } = new URL(url);
  const { code, message } = error as { code?: string; message?: string };
  return new Error(`Postgres at ${host} can't be used: ${message || code}.`);
}

function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** The same server and role, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.toString();
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // Without a listener, a broken idle connection would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * A statement about databases, on the maintenance database; retried (10 s) while another session holds the
 * database's lock.
 */
export async function runOnServer(url: string, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withClient(
        withDatabase(url, "postgres"),
        async (client) => void (await client.query(sql)),
      );
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "42P04") return; // duplicate_database: created concurrently
      // object_in_use: another session uses the template.
      if (code !== "55006" || attempt === LOCK_ATTEMPTS) throw error;
      await sleep(LOCK_PAUSE_MS);
    }
  }
}
