import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keepSecrets, type NatsUser, natsUserNames } from "@metercast/provision";
import { launchNats, type Nats, natsSettings, writeNatsConfiguration } from "./nats.ts";
import { freePort } from "./ports.ts";
import type { Exit, RunningProcess } from "./processes.ts";

const TOGETHER_TIMEOUT_MS = 40_000;
/** Attempts of a first start, each with empty stores. */
const TRIES = 3;

export interface NatsClusterOptions {
  /** The nats-server program (see `findNatsServer`). */
  binary: string;
  /** A folder for each node is made in it. */
  folder: string;
  /** Default 3: the minimum that survives the loss of one. */
  nodes?: number;
}

export interface NatsNode {
  /** JetStream's name of the node. */
  readonly name: string;
  kill(signal?: NodeJS.Signals): Promise<Exit>;
  /** Starts it again on the same port with its data. */
  restart(): Promise<void>;
}

export interface NatsCluster extends Pick<Nats, "url" | "urlFor" | "stop"> {
  readonly nodes: readonly NatsNode[];
}

/**
 * A JetStream cluster of nats-servers on 127.0.0.1, all with the same users. Rejects with one sentence when
 * it does not come up.
 */
export async function startNatsCluster(options: NatsClusterOptions): Promise<NatsCluster> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const passwords = keepSecrets(join(options.folder, "users.json"), natsUserNames());
  const places = [];
  for (let number = 1; number <= (options.nodes ?? 3); number++) {
    const name = `node-${number}`;
    const ports = { port: await freePort(), monitorPort: await freePort(), routePort: await freePort() };
    places.push({ name, folder: join(options.folder, name), ...ports });
  }
  const routes = places.map(({ routePort }) => `nats-route://127.0.0.1:${routePort}`);
  const configured = places.map((place) => {
    mkdirSync(place.folder, { recursive: true, mode: 0o700 });
    const cluster = { listen: `127.0.0.1:${place.routePort}`, routes };
    const config = writeNatsConfiguration(natsSettings({ ...place, cluster }), place.folder, passwords);
    return { ...place, config };
  });
  const launch = ({ config, monitorPort, name }: Place, until?: string) =>
    launchNats({ binary: options.binary, name, config, monitorPort, ...(until !== undefined && { until }) });
  const children = await startTogether(configured, launch);
  const hosts = places.map(({ port }) => `127.0.0.1:${port}`).join(",");
  const urlFor = (user: NatsUser) => `nats://${user}:${passwords[user]}@${hosts}`;
  return {
    url: urlFor("admin"),
    urlFor,
    nodes: configured.map((place, index) => ({
      name: place.name,
      kill: (signal = "SIGKILL") => {
        const child = children[index] as RunningProcess;
        child.kill(signal);
        return child.exited;
      },
      restart: async () => {
        await children[index]?.stop();
        children[index] = await launch(place);
      },
    })),
    stop: async () => {
      const exits = await Promise.all(children.map((child) => child.stop()));
      return exits[0] as Exit;
    },
  };
}

interface Place {
  name: string;
  folder: string;
  config: string;
  monitorPort: number;
}
type Launch = (place: Place, until?: string) => Promise<RunningProcess>;

/**
 * Starts one node after the other, each when it has its routes to the previous ones. Simultaneous nodes
 * connect from both sides and close half of the routes while JetStream elects its leader; a node is then
 * sometimes in no member list. At a first start nothing can be lost, so this starts again with empty
 * stores.
 */
async function startTogether(places: readonly Place[], launch: Launch): Promise<RunningProcess[]> {
  const isFirst = !places.some(({ folder }) => existsSync(join(folder, "jetstream")));
  for (let tried = 1; ; tried++) {
    const children: RunningProcess[] = [];
    try {
      for (const place of places) {
        // A node is healthy when it has found a leader, so only the last node must be healthy.
        children.push(await launch(place, "/varz"));
        await until(() => hasRoutes(place.monitorPort, children.length - 1));
      }
      await until(() => isTogether(places.map(({ monitorPort }) => monitorPort)));
      return children;
    } catch (error) {
      await Promise.all(children.map((child) => child.stop()));
      if (!isFirst || tried === TRIES) throw error;
      for (const { folder } of places) rmSync(join(folder, "jetstream"), { recursive: true, force: true });
    }
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + TOGETHER_TIMEOUT_MS; Date.now() < end; await sleep(50))
    if (await isSo().catch(() => false)) return;
  throw new Error(`The nats-servers did not find each other within ${TOGETHER_TIMEOUT_MS / 1_000} s.`);
}

async function monitor<T>(port: number, page: string): Promise<T> {
  return (await (await fetch(`http://127.0.0.1:${port}/${page}`)).json()) as T;
}

async function hasRoutes(port: number, others: number): Promise<boolean> {
  const { routes } = await monitor<{ routes?: { remote_name: string }[] }>(port, "routez");
  return new Set(routes?.map(({ remote_name }) => remote_name)).size >= others;
}

interface JetStreamState {
  meta_cluster?: { cluster_size?: number; replicas?: { current: boolean; offline?: boolean }[] };
}

/**
 * Whether all are healthy and JetStream's leader lists all others: before that it can't place a stream's
 * copies.
 */
async function isTogether(ports: readonly number[]): Promise<boolean> {
  const healthy = await Promise.all(
    ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok),
  );
  const states = await Promise.all(ports.map((port) => monitor<JetStreamState>(port, "jsz")));
  // Only the leader lists the others.
  const leads = ({ meta_cluster: meta }: JetStreamState) =>
    meta?.cluster_size === ports.length &&
    meta.replicas?.length === ports.length - 1 &&
    meta.replicas.every(({ current, offline }) => current && offline !== true);
  return healthy.every(Boolean) && states.some(leads);
}
