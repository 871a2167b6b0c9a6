// A worker that does one kind of harm from one address until stopped, then reports the result.
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

export interface Abuse {
  kind: "webhooks" | "documents" | "slow_readers" | "flood";
  url: string;
  /** Simultaneous requests, or connections of slow readers. */
  perSecond: number;
  address: string;
}

export interface Harm {
  sent: number;
  /** Responses by status; 0: none. */
  statuses: Record<number, number>;
}

/** Below the largest accepted webhook. */
const FORGED_BYTES = 255 * 1_024;
const TICK_MS = 5;
/** More pending requests would slow this machine, not the gateway. */
const MOST_OPEN = 500;

const { kind, url, perSecond, address } = workerData as Abuse;
const harm: Harm = { sent: 0, statuses: {} };
const from = { "X-Forwarded-For": address };
let stopping = false;
let open = 0;
parentPort?.once("message", () => {
  stopping = true;
});

function send(method: string, path: string, headers: Record<string, string>, body?: Buffer): void {
  harm.sent += 1;
  open += 1;
  let counted = false;
  const done = (status: number) => {
    if (counted) return;
    counted = true;
    open -= 1;
    harm.statuses[status] = (harm.statuses[status] ?? 0) + 1;
  };
  const sent = httpRequest(url + path, { method, headers: { ...from, ...headers } }, (response) => {
    response.resume();
    response.once("close", () => done(response.statusCode ?? 0));
  });
  sent.once("error", () => done(0));
  sent.end(body);
}

const forged = Buffer.from(JSON.stringify({ id: "evt_forged", data: "x".repeat(FORGED_BYTES) }));
const SENDERS: Record<Exclude<Abuse["kind"], "slow_readers">, () => void> = {
  webhooks: () => {
    // Correct form and time, so that only the signature is wrong.
    const signature = `t=${Math.floor(Date.now() / 1_000)},v1=${"ab".repeat(32)}`;
    send("POST", "/webhooks/stripe/payments", { "Stripe-Signature": signature }, forged);
  },
  documents: () => send("GET", "/openapi.json", {}),
  flood: () => send("GET", "/api/wallet", { Authorization: `Bearer guess-${harm.sent}` }),
};

async function sendSteadily(one: () => void): Promise<void> {
  let due = performance.now();
  while (!stopping) {
    for (; due <= performance.now(); due += 1_000 / perSecond) if (open < MOST_OPEN) one();
    await sleep(TICK_MS);
  }
}

/** Requests a lot, reads nothing, and reconnects when closed. */
async function holdConnections(): Promise<void> {
  const { hostname, port } = new URL(url);
  const ask = `GET /openapi.json HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ${address}\r\n\r\n`.repeat(100);
  const sockets = new Set<Socket>();
  while (!stopping) {
    while (sockets.size < perSecond) {
      const socket = connect(Number(port), hostname, () => socket.write(ask));
      harm.sent += 1;
      socket.pause();
      socket.on("error", () => undefined);
      socket.once("close", () => sockets.delete(socket));
      sockets.add(socket);
    }
    await sleep(TICK_MS);
  }
  for (const socket of sockets) socket.destroy();
}

await (kind === "slow_readers" ? holdConnections() : sendSteadily(SENDERS[kind]));
parentPort?.postMessage(harm);
