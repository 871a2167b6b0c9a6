import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Postgres } from "@metercast/local-servers";
import {
  freePort,
  type Nats,
  type Service,
  type ServiceOptions,
  startNats,
  startService,
} from "@metercast/local-servers";
import {
  grpcTlsEnvironment,
  type Migrated,
  makeGrpcCertificates,
  migrate,
  randomSecret,
  SERVICE_NAMES,
  type ServiceName,
  serviceEnvironment,
  serviceExists,
  withDatabase,
} from "@metercast/provision";
import { startTestNats, startTestPostgres } from "./infra.ts";
import { waitUntilQuiet } from "./quiet.ts";
import { createTestDatabase, testServers } from "./test-database.ts";

export interface WorldOptions {
  /** Which services run (default: all that exist). */
  services?: readonly ServiceName[];
  /** More environment for all services, or for one: `{ METER_MINUTE_SECONDS: "1", wallet: { … } }`. */
  env?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** Runs when the servers do, before the first service starts. */
  prepare?: (servers: WorldServers) => Promise<void>;
  /** How long a service may take to become ready; default 150 s. */
  readyTimeoutMs?: number;
  /**
   * A Postgres of its own, for tests that kill it (takes some seconds more). Default: a database in the
   * run's Postgres.
   */
  ownPostgres?: boolean;
  /**
   * Where its nats-server, then always a child process, keeps its store (in `jetstream`): for tests that
   * put an older one back. Default: a folder that is nobody's business.
   */
  natsFolder?: string;
  /**
   * gRPC is mutual TLS, each service with a certificate of its own name, as in production. Default: in the
   * clear, so that a test may call what it likes.
   */
  mutualTls?: boolean;
  /** Everything that a service writes is appended to <folder>/<service>.log. */
  logFolder?: string;
}

/** They start all at once, beside other tests: some seconds on a free machine, far more on a busy one. */
const READY_TIMEOUT_MS = 150_000;

export type WorldServers = Pick<World, "nats" | "adminUrl" | "urls">;

export interface World {
  readonly nats: Nats;
  /** Only with `ownPostgres`. */
  readonly postgres: Postgres | undefined;
  /** Superuser's URL of the world's database. */
  readonly adminUrl: string;
  /** service → URL with its role. */
  readonly urls: Readonly<Record<string, string>>;
  /** HS256 secret that the gateway accepts (AUTH_JWT_SECRET). */
  readonly jwtSecret: string;
  /** The gateway's base URL; throws when it was not started. */
  readonly gatewayUrl: string;
  /** A running service; throws when it was not started. */
  service(name: ServiceName): Service;
  /** The environment a service gets, for starting a second copy (give it other ports). */
  environment(name: ServiceName): Record<string, string>;
  /**
   * Starts a service again after it was stopped or killed, on the same ports, so that the others find it.
   * One that is to crash (METERCAST_FAILPOINT) is started when nothing is on its way any more: it has to
   * die of what the test does, and not of what was left over.
   */
  restart(name: ServiceName, env?: Readonly<Record<string, string>>): Promise<Service>;
  /**
   * A running service is to crash at this failpoint (`name` or `name:n`), once nothing is on its way any
   * more. Start it again with `restart`.
   */
  arm(name: ServiceName, point: string): Promise<Service>;
  /** One more copy of a service, on ports of its own. */
  startAnother(
    name: ServiceName,
    env?: Readonly<Record<string, string>>,
    options?: Pick<ServiceOptions, "hopelessAfter">,
  ): Promise<Service>;
  /** Stops everything and removes what it left. Never throws for what is already gone. */
  stop(): Promise<void>;
}

/**
 * A whole Metercast for one test: a fresh database, its own nats-server, the services wired with each
 * other.
 */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const cleanups: (() => Promise<unknown> | unknown)[] = [];
  const stop = async () => {
    // Last made, first undone; one that fails must not keep the others.
    while (cleanups.length > 0) await Promise.resolve(cleanups.pop()?.()).catch(() => {});
  };
  try {
    return await buildWorld(options, cleanups, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function buildWorld(
  options: WorldOptions,
  cleanups: (() => Promise<unknown> | unknown)[],
  stop: () => Promise<void>,
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "metercast-world-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const { postgres, adminUrl, urls } = await worldDatabase(options, folder, cleanups);
  const nats =
    options.natsFolder === undefined
      ? await startTestNats(join(folder, "nats"))
      : await startNats({ binary: testServers().natsBinary, folder: options.natsFolder });
  cleanups.push(() => nats.remove());
  await options.prepare?.({ nats, adminUrl, urls });

  const names = SERVICE_NAMES.filter((name) => options.services?.includes(name) ?? serviceExists(name));
  const ports = await fixedPorts(names);
  const jwtSecret = randomSecret(48);
  const grpcAddresses = Object.fromEntries(
    names.filter((name) => name !== "gateway").map((name) => [name, `127.0.0.1:${ports[name]?.GRPC_PORT}`]),
  );
  const certificates = join(folder, "certificates");
  if (options.mutualTls) makeGrpcCertificates(certificates, names, 365);
  const failpointFile = (name: ServiceName) => join(folder, `failpoint-${name}`);
  const environment = (name: ServiceName) => ({
    ...(options.mutualTls && grpcTlsEnvironment(certificates, name)),
    AUTH_JWT_SECRET: jwtSecret,
    DEMO: "0",
    // Tests and benches are one address and a few people in a hurry.
    RATE_LIMIT_ADDRESS_PER_MINUTE: "0",
    RATE_LIMIT_SUBJECT_PER_MINUTE: "0",
    // The broker's example of a platform client may ask, and gets nothing.
    PLATFORM_CLIENTS: '{"demo":{}}',
    RATE_LIMIT_WEBHOOK_FAILURES_PER_MINUTE: "0",
    PAYOUT_METHOD_LOCK_HOURS: "0",
    HTTP_CONNECTIONS_PER_ADDRESS: "0",
    MAX_LIVE_STREAMS_PER_CREATOR: "100000",
    MAX_PAYOUT_METHODS_PER_CREATOR: "1000",
    METERCAST_FAILPOINT: `@${failpointFile(name)}`,
    ...serviceEnvironment(name, { databaseUrls: urls, natsUrl: nats.urlFor, grpcAddresses }),
    ...chosen(options.env ?? {}, name),
  });
  const services = new Map<ServiceName, Service>();
  const { readyTimeoutMs = READY_TIMEOUT_MS, logFolder } = options;
  const start: World["startAnother"] = async (name, env = {}, more = {}) => {
    const service = await startService(name, env, {
      ...more,
      readyTimeoutMs,
      ...(logFolder !== undefined && { logFile: join(logFolder, `${name}.log`) }),
    });
    cleanups.push(() => service.stop());
    return service;
  };
  const restart = async (name: ServiceName, env: Readonly<Record<string, string>> = {}) => {
    if (env.METERCAST_FAILPOINT !== undefined) await waitUntilQuiet({ nats, adminUrl });
    await services.get(name)?.stop();
    const service = await start(name, { ...environment(name), ...ports[name], ...env });
    services.set(name, service);
    return service;
  };
  const arm = async (name: ServiceName, point: string) => {
    await waitUntilQuiet({ nats, adminUrl });
    const armed = service(name);
    // Never half of it.
    writeFileSync(`${failpointFile(name)}.new`, `${armed.pid} ${point}`);
    renameSync(`${failpointFile(name)}.new`, failpointFile(name));
    return armed;
  };
  await Promise.all(names.map((name) => restart(name)));

  const service = (name: ServiceName): Service => {
    const found = services.get(name);
    if (found === undefined) throw new Error(`This world has no ${name}.`);
    return found;
  };
  return {
    nats,
    postgres,
    adminUrl,
    urls,
    jwtSecret,
    get gatewayUrl() {
      return service("gateway").baseUrl as string;
    },
    service,
    environment,
    restart,
    arm,
    startAnother: (name, env = {}, more = {}) => start(name, { ...environment(name), ...env }, more),
    stop,
  };
}

async function worldDatabase(
  options: WorldOptions,
  folder: string,
  cleanups: (() => Promise<unknown> | unknown)[],
): Promise<{ postgres: Postgres | undefined; adminUrl: string; urls: Migrated["urls"] }> {
  if (options.ownPostgres !== true) {
    const database = await createTestDatabase();
    cleanups.push(database.drop);
    return { postgres: undefined, adminUrl: database.adminUrl, urls: database.urls };
  }
  const own = join(folder, "postgres");
  const postgres = await startTestPostgres(own);
  cleanups.push(() => postgres.remove());
  const adminUrl = withDatabase(postgres.url, "metercast");
  const { urls } = await migrate({ adminUrl });
  return { postgres, adminUrl, urls };
}

type Ports = Partial<Record<ServiceName, Record<string, string>>>;

/** Ports are fixed before anything starts, so that a service that is restarted keeps its address. */
async function fixedPorts(names: readonly ServiceName[]): Promise<Ports> {
  const ports: Ports = {};
  for (const name of names) {
    const own = name === "gateway" ? "PORT" : "GRPC_PORT";
    ports[name] = { [own]: String(await freePort()), ADMIN_PORT: String(await freePort()) };
  }
  return ports;
}

function chosen(env: NonNullable<WorldOptions["env"]>, name: ServiceName): Record<string, string> {
  const flat = Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const own = env[name];
  return { ...Object.fromEntries(flat), ...(typeof own === "object" ? own : {}) };
}
