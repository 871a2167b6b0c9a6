import { setTimeout as sleep } from "node:timers/promises";
import type { Nats } from "@metercast/local-servers";
import { askPostgres, type Exit, freePort, type Postgres, waitForHttp } from "@metercast/local-servers";
import { type NatsUser, natsAuthorization, natsUserNames, randomSecret } from "@metercast/provision";
import type { GenericContainer, StartedTestContainer } from "testcontainers";

/**
 * Official images; TEST_POSTGRES_IMAGE and TEST_NATS_IMAGE name others (a mirror's, or ones that are on
 * this machine). TEST_CONTAINERS_NETWORK names the network of the containers where the engine's own default
 * will not do.
 */
const POSTGRES_IMAGE = "postgres:18.4-trixie";
export const NATS_IMAGE = "nats:2.12.1-alpine";
const [POSTGRES_PORT, NATS_PORT, MONITOR_PORT] = [5_432, 4_222, 8_222];
const NATS_CONFIG = "/etc/metercast/nats.conf";
/** An image that has to be pulled is counted in. */
const START_TIMEOUT_MS = 180_000;
const READY_TIMEOUT_MS = 60_000;
/** How long a container may take for a clean end. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * Postgres in a container, with the doors of the embedded one: a kill is a crash, and a restart finds the
 * data.
 */
export async function startPostgresContainer(
  options: { settings?: Readonly<Record<string, string>> } = {},
): Promise<Postgres> {
  const { GenericContainer, Wait } = await import("testcontainers");
  const [port, password] = [await freePort(), randomSecret()];
  const settings = { max_connections: "200", max_wal_size: "2GB", ...options.settings };
  const container = await onNetwork(new GenericContainer(process.env.TEST_POSTGRES_IMAGE || POSTGRES_IMAGE))
    .withEnvironment({
      POSTGRES_USER: "metercast",
      POSTGRES_PASSWORD: password,
      POSTGRES_DB: "postgres",
      POSTGRES_INITDB_ARGS: "--encoding=UTF8 --locale=C",
    })
    .withCommand([
      "postgres",
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ])
    // Postgres in containers is given little shared memory; queries that run in parallel need more.
    .withSharedMemorySize(256 * 1024 * 1024)
    .withExposedPorts({ container: POSTGRES_PORT, host: port })
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/))
    .withStartupTimeout(START_TIMEOUT_MS)
    .start();
  const url = `postgresql://metercast:${password}@${hostOf(container)}:${port}/postgres`;
  const ready = () => untilPostgresAnswers(url);
  const machine = await control(container);
  await ready();
  return {
    url,
    port,
    get pid() {
      return machine.pid();
    },
    stop: () => machine.stop("SIGINT"),
    kill: (signal = "SIGKILL") => machine.kill(signal),
    restart: async () => {
      await machine.stop("SIGINT");
      await machine.start();
      await ready();
    },
    exited: () => machine.exited(),
    lines: () => [],
    remove: () => machine.remove(),
  };
}

/** A nats-server with JetStream in a container, with the doors of the embedded one. */
export async function startNatsContainer(): Promise<Nats> {
  const { GenericContainer, Wait } = await import("testcontainers");
  const [port, monitorPort] = [await freePort(), await freePort()];
  const passwords = Object.fromEntries(natsUserNames().map((name) => [name, randomSecret()])) as Record<
    NatsUser,
    string
  >;
  const settings = [
    "server_name: metercast",
    `port: ${NATS_PORT}`,
    `http_port: ${MONITOR_PORT}`,
    "max_payload: 4MB",
    'jetstream { store_dir: "/data" }',
    "",
  ].join("\n");
  const configuration = () => [{ content: settings + natsAuthorization(passwords), target: NATS_CONFIG }];
  const container = await onNetwork(new GenericContainer(process.env.TEST_NATS_IMAGE || NATS_IMAGE))
    .withCopyContentToContainer(configuration())
    .withCommand(["--config", NATS_CONFIG])
    .withExposedPorts({ container: NATS_PORT, host: port }, { container: MONITOR_PORT, host: monitorPort })
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .withStartupTimeout(START_TIMEOUT_MS)
    .start();
  const urlFor = (user: NatsUser) => `nats://${user}:${passwords[user]}@${hostOf(container)}:${port}`;
  const ready = () =>
    waitForHttp(`http://${hostOf(container)}:${monitorPort}/healthz`, { timeoutMs: READY_TIMEOUT_MS });
  const machine = await control(container);
  await ready();
  return {
    url: urlFor("admin"),
    port,
    get pid() {
      return machine.pid();
    },
    urlFor,
    async setPassword(user, password) {
      passwords[user] = password;
      await container.copyContentToContainer(configuration());
    },
    stop: () => machine.stop("SIGTERM"),
    kill: (signal = "SIGKILL") => machine.kill(signal),
    signal: (signal) => machine.signal(signal),
    restart: async () => {
      await machine.stop("SIGTERM");
      await machine.start();
      await ready();
    },
    exited: () => machine.exited(),
    lines: () => [],
    remove: () => machine.remove(),
  };
}

function onNetwork(container: GenericContainer): GenericContainer {
  const name = process.env.TEST_CONTAINERS_NETWORK;
  return name ? container.withNetworkMode(name) : container;
}

/** What testcontainers itself has no door for: crashes, freezes, and a start on the same ports and data. */
async function control(started: StartedTestContainer) {
  const { getContainerRuntimeClient } = await import("testcontainers");
  const container = (await getContainerRuntimeClient()).container.getById(started.getId());
  let { Pid: pid } = (await container.inspect()).State;
  const isRunning = async () => (await container.inspect()).State.Running;
  const exited = async (): Promise<Exit> => {
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
    // A container says 128 + the signal that ended its process.
    return code > 128 ? { code: null, signal: code === 137 ? "SIGKILL" : "SIGTERM" } : { code, signal: null };
  };
  return {
    pid: () => pid,
    exited,
    async start() {
      await container.start();
      pid = (await container.inspect()).State.Pid;
    },
    async stop(signal: NodeJS.Signals): Promise<Exit> {
      if (await isRunning()) await container.kill({ signal });
      const killing = setTimeout(() => void container.kill().catch(() => undefined), STOP_TIMEOUT_MS);
      try {
        return await exited();
      } finally {
        clearTimeout(killing);
      }
    },
    async kill(signal: NodeJS.Signals): Promise<Exit> {
      if (await isRunning()) await container.kill({ signal });
      return exited();
    },
    signal(signal: NodeJS.Signals): void {
      const freeze = { SIGSTOP: () => container.pause(), SIGCONT: () => container.unpause() } as const;
      const act = freeze[signal as keyof typeof freeze] ?? (() => container.kill({ signal }));
      void act().catch(() => undefined);
    },
    remove: async () => void (await started.stop({ remove: true, removeVolumes: true, timeout: 0 })),
  };
}

async function untilPostgresAnswers(url: string): Promise<void> {
  for (const end = Date.now() + READY_TIMEOUT_MS; ; await sleep(50)) {
    try {
      return await askPostgres(url);
    } catch (error) {
      if (Date.now() > end) throw new Error(`Postgres in its container does not answer: ${error}`);
    }
  }
}

/**
 * Where published ports are: a remote engine's machine, or this one (by its address, or the engine's IPv6
 * port may be another's).
 */
function hostOf(container: StartedTestContainer): string {
  const host = container.getHost();
  return host === "localhost" ? "127.0.0.1" : host;
}
