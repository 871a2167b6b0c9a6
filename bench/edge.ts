import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { repositoryPath } from "@metercast/provision";
import { startWorld, type World } from "@metercast/testkit";
import { allBooks, type Bench, type Figure, same } from "./support/bench.ts";
import { significant } from "./support/numbers.ts";
import { openLoad } from "./support/open-load.ts";
import { ask, booksOf, each, fund, sign, walletOf } from "./support/people.ts";
import { cpuSeconds } from "./support/processes.ts";
import { type Connected, connectAll, socketLoad } from "./support/socket-load.ts";

const VIEWERS = 200;
const TURNS = 3;

/**
 * The gateway's processor for one heartbeat, over HTTP and over a WebSocket, beside the least that a server
 * can do: a bare node:http answer and a bare echo, in turns of one run. Processor time hardly depends on
 * what else the machine does; elapsed time does.
 */
export const edge: Bench = async ({ setting, progress }) => {
  const viewers = Array.from({ length: setting("viewers", VIEWERS, 50) }, (_, i) => `viewer-${i}`);
  const perSecond = setting("per_second", 500, 200);
  const seconds = setting("seconds", 8, 4);
  const turns = setting("turns", TURNS, 1);
  const world = await startWorld({
    services: ["wallet", "billing", "gateway"],
    env: {
      LOG_LEVEL: "error",
      METER_LOST_AFTER_SECONDS: "3600",
      RATE_LIMIT_ADDRESS_PER_MINUTE: "1000000",
      RATE_LIMIT_SUBJECT_PER_MINUTE: "1000000",
      // A profile for `node --cpu-prof`'s readers, of the whole run.
      ...(process.env.BENCH_PROFILE && {
        gateway: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${process.env.BENCH_PROFILE}` },
      }),
    },
  });
  const bare = await startBare();
  try {
    const wallet = walletOf(world);
    await fund(wallet, viewers, 1_000_000n);
    progress(`${viewers.length} viewers join`);
    const players = await join(world, viewers);
    const requests = players.map(({ token, session }) => ({
      method: "POST" as const,
      path: `/api/sessions/${session}/heartbeat`,
      headers: { authorization: `Bearer ${token}` },
    }));
    const live = await connectAll(
      players.map(({ token, session }) => ({
        url: `${world.gatewayUrl.replace("http", "ws")}/api/live`,
        protocols: ["metercast.live.v1", `bearer.${token}`],
        text: JSON.stringify({ event: "heartbeat", data: { session_id: session } }),
      })),
    );
    const echo = await connectAll(
      live.map(({ text }) => ({ url: bare.url.replace("http", "ws"), protocols: [], text })),
    );
    const gateway = world.service("gateway").pid;
    const loads: Record<string, { pid: number; send: (seconds: number) => Promise<Sent> }> = {
      bare_http: { pid: bare.pid, send: (s) => overHttp(bare.url, requests, perSecond, s) },
      heartbeat_http: { pid: gateway, send: (s) => overHttp(world.gatewayUrl, requests, perSecond, s) },
      bare_echo: { pid: bare.pid, send: (s) => overSockets(echo, perSecond, s) },
      heartbeat_socket: { pid: gateway, send: (s) => overSockets(live, perSecond, s) },
    };
    progress("warming up");
    for (const { send } of Object.values(loads)) await send(seconds);
    const sums = Object.fromEntries(Object.keys(loads).map((name) => [name, { cpu: 0, sent: 0, lost: 0 }]));
    for (let turn = 1; turn <= turns; turn++) {
      for (const [name, { pid, send }] of Object.entries(loads)) {
        const sum = sums[name]!;
        const before = cpuSeconds(pid);
        const { sent, answered } = await send(seconds);
        sum.cpu += cpuSeconds(pid) - before;
        sum.sent += sent;
        sum.lost += sent - answered;
        await sleep(200);
      }
      progress(`turn ${turn} of ${turns}`);
    }
    const idleFrom = cpuSeconds(gateway);
    await sleep(seconds * 1_000);
    const idleMs = ((cpuSeconds(gateway) - idleFrom) * 1_000) / seconds;
    for (const { socket } of [...live, ...echo]) socket.close();
    const us = (name: string) => (sums[name]!.cpu / sums[name]!.sent) * 1e6;
    const figures: Figure[] = [
      {
        name: "heartbeat_http_of_bare",
        value: significant(us("heartbeat_http") / us("bare_http")),
        target: { below: 3 },
      },
      {
        name: "heartbeat_socket_of_echo",
        value: significant(us("heartbeat_socket") / us("bare_echo")),
        target: { below: 2 },
      },
      // Part of what heartbeats seem to cost here, the more the fewer of them there are.
      { name: "gateway_idle_ms_per_second", value: significant(idleMs) },
      ...Object.keys(loads).map((name) => ({ name: `${name}_us`, value: significant(us(name)) })),
    ];
    const lost = Object.values(sums).reduce((sum, one) => sum + one.lost, 0);
    return {
      figures,
      settings: { viewers: viewers.length, per_second: perSecond, seconds, turns },
      books: allBooks(await booksOf(wallet), same("without an answer", 0, lost)),
    };
  } finally {
    bare.stop();
    await world.stop();
  }
};

interface Sent {
  sent: number;
  answered: number;
}

async function overHttp(
  url: string,
  requests: Parameters<typeof openLoad>[1],
  perSecond: number,
  seconds: number,
): Promise<Sent> {
  const { sent, notOk } = await openLoad(url, requests, perSecond, seconds);
  return { sent, answered: sent - notOk };
}

const overSockets = (connected: readonly Connected[], perSecond: number, seconds: number): Promise<Sent> =>
  socketLoad(connected, perSecond, seconds, (text) => text.startsWith('{"event":"heartbeat"'));

async function join(world: World, viewers: readonly string[]) {
  const creator = await sign(world, "creator", "creator");
  const stream = await ask<{ id: string }>(world, creator, "POST", "/api/streams", { title: "bench" });
  const players: { token: string; session: string }[] = [];
  await each(viewers, async (id, i) => {
    const token = await sign(world, id, "viewer");
    const { id: session } = await ask<{ id: string }>(
      world,
      token,
      "POST",
      `/api/streams/${stream.id}/sessions`,
    );
    players[i] = { token, session };
  });
  return players;
}

/** In a process of its own, with the options of a service. */
async function startBare(): Promise<{ url: string; pid: number; stop: () => void }> {
  const file = repositoryPath("bench", "support", "bare-server.ts");
  const child: ChildProcess = spawn(process.execPath, ["--max-semi-space-size=8", file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(child.stdout!, "data");
  return { url: `http://127.0.0.1:${String(port).trim()}`, pid: child.pid!, stop: () => child.kill() };
}
