import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keepSecrets } from "./files.ts";
import { launchNats, type Nats, natsSettings, writeNatsConfiguration } from "./nats.ts";
import { NATS_USER_NAMES, type NatsUser } from "./nats-users.ts";
import { freePort } from "./ports.ts";
import type { Exit } from "./processes.ts";

/** Three nodes on one machine find each other in 3 s. */
const TOGETHER_TIMEOUT_MS = 60_000;

export interface NatsClusterOptions {
  /** The nats-server program (see `findNatsServer`). */
  binary: string;
  /** A folder for each node is made in it. */
  folder: string;
  /** Default 3: the least of which one may be lost. */
  nodes?: number;
}

export interface NatsNode {
  /** As JetStream names it: a stream's leader is one of these. */
  readonly name: string;
  kill(signal?: NodeJS.Signals): Promise<Exit>;
  /** Starts it again on the same port with its data. */
  restart(): Promise<void>;
}

export interface NatsCluster extends Pick<Nats, "url" | "urlFor" | "stop"> {
  readonly nodes: readonly NatsNode[];
}

/** A JetStream cluster of nats-servers on 127.0.0.1, all with the same users. Rejects with one sentence when it does not come up. */
export async function startNatsCluster(options: NatsClusterOptions): Promise<NatsCluster> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const passwords = keepSecrets(join(options.folder, "users.json"), NATS_USER_NAMES);
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
  const launch = ({ config, monitorPort, name }: (typeof configured)[number]) =>
    launchNats({ binary: options.binary, name, config, monitorPort });
  // All at once: a node is healthy when it has found a leader among the others.
  const children = await Promise.all(configured.map(launch));
  await waitUntilTogether(places.map(({ monitorPort }) => monitorPort));
  const hosts = places.map(({ port }) => `127.0.0.1:${port}`).join(",");
  const urlFor = (user: NatsUser) => `nats://${user}:${passwords[user]}@${hosts}`;
  return {
    url: urlFor("admin"),
    urlFor,
    nodes: configured.map((place, index) => ({
      name: place.name,
      kill: (signal = "SIGKILL") => {
        const child = children[index] as (typeof children)[number];
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

interface JetStreamState {
  meta_cluster?: { leader?: string; replicas?: { current: boolean; offline?: boolean }[] };
}

/** Until the leader of JetStream knows all others as present: before that it finds no place for the copies of a stream, though each node is healthy. */
async function waitUntilTogether(monitorPorts: readonly number[]): Promise<void> {
  const isTogether = async (port: number) => {
    const state = (await (await fetch(`http://127.0.0.1:${port}/jsz`)).json()) as JetStreamState;
    const others = state.meta_cluster?.replicas ?? [];
    return (
      others.length === monitorPorts.length - 1 &&
      others.every(({ current, offline }) => current && offline !== true)
    );
  };
  for (const end = Date.now() + TOGETHER_TIMEOUT_MS; Date.now() < end; await sleep(50)) {
    // Only the leader lists the others.
    const seen = await Promise.all(monitorPorts.map((port) => isTogether(port).catch(() => false)));
    if (seen.includes(true)) return;
  }
  throw new Error(`The nats-servers did not find each other within ${TOGETHER_TIMEOUT_MS / 1_000} s.`);
}
