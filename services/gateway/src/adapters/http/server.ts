import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { listenOn } from "@metercast/runtime";
import { clientAddress } from "./client-address.ts";
import type { App } from "./env.ts";
import { watchReaders } from "./readers.ts";

export interface HttpServer {
  port: number;
  /** Open ones. */
  connections(): number;
  /** Accepts no new connections and finishes running requests. Close event streams first. */
  close(): Promise<void>;
}

export interface ListenOptions {
  port: number;
  host: string;
  /** Further connections are closed at once. */
  maxConnections: number;
  /** Further connections of the same address get a 429 and are closed; 0: no limit. */
  maxConnectionsPerAddress: number;
  /** Default: TIMEOUTS. */
  timeouts?: Partial<typeof TIMEOUTS>;
}

const TIMEOUTS = {
  /** Slower senders are closed. */
  headersMs: 10_000,
  requestMs: 30_000,
  /**
   * Longer than the idle timeout of usual balancers (60 s), so that they never send into a connection that
   * we are closing.
   */
  keepAliveMs: 65_000,
  /**
   * A reader that takes nothing of what waits for it for this long is gone, or wants to hold the
   * connection.
   */
  unreadMs: 30_000,
  /** No answer but an event stream is read for longer than this; a statement of a busy year takes seconds. */
  answerMs: 600_000,
  /** How often connections are checked. */
  lookMs: 5_000,
};
const IDLE_LOOK_MS = 50;
/** Under the 5 s that a drain step has. */
const FINISH_MS = 4_000;

export async function listen(app: App, options: ListenOptions): Promise<HttpServer> {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const listener = getRequestListener(app.fetch);
  const readers = watchReaders(timeouts);
  /** Requests on these are ignored. */
  const refused = new WeakSet<Socket>();
  const server = createServer(
    {
      headersTimeout: timeouts.headersMs,
      requestTimeout: timeouts.requestMs,
      keepAliveTimeout: timeouts.keepAliveMs,
      connectionsCheckingInterval: timeouts.lookMs,
    },
    (request: IncomingMessage, response: ServerResponse) => {
      if (refused.has(request.socket)) return;
      readers.answering(request.socket, response);
      return listener(request, response);
    },
  );
  server.maxConnections = options.maxConnections;
  const perAddress = countByAddress(options.maxConnectionsPerAddress);
  const connections = new Set<Socket>();
  // One function for all: thousands of connections stay open.
  function forget(this: Socket): void {
    connections.delete(this);
  }
  server.on("connection", (socket: Socket) => {
    if (!perAddress(socket)) {
      refused.add(socket);
      return refuse(socket);
    }
    connections.add(socket);
    socket.on("close", forget);
  });
  const look = setInterval(() => readers.look(connections, Date.now()), timeouts.lookMs);
  await listenOn(server, options.host, options.port);
  return {
    port: portOf(server),
    connections: () => connections.size,
    async close() {
      await close(server, connections);
      clearInterval(look);
    },
  };
}

/** Counts a connection until it closes; false if its address has reached the limit. */
function countByAddress(most: number): (socket: Socket) => boolean {
  if (most === 0) return () => true;
  const counts = new Map<string, number>();
  return (socket) => {
    const address = clientAddress(socket.remoteAddress ?? "", undefined, 0);
    const count = counts.get(address) ?? 0;
    if (count >= most) return false;
    counts.set(address, count + 1);
    socket.once("close", () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left === 0) counts.delete(address);
      else counts.set(address, left);
    });
    return true;
  };
}

const PROBLEM = JSON.stringify({
  type: "urn:metercast:problem:rate_limited",
  title: "Too many requests",
  status: 429,
  detail: "too many connections of this address",
  code: "rate_limited",
});
const REFUSAL = [
  "HTTP/1.1 429 Too Many Requests",
  "Content-Type: application/problem+json",
  `Content-Length: ${Buffer.byteLength(PROBLEM)}`,
  "Retry-After: 5",
  "Connection: close",
  "",
  PROBLEM,
].join("\r\n");

/**
 * Long enough for the refusal to arrive: a connection that is cut with bytes still unread loses what was
 * sent.
 */
const REFUSAL_MS = 1_000;

function refuse(socket: Socket): void {
  socket.on("error", () => undefined);
  socket.end(REFUSAL);
  setTimeout(() => socket.destroy(), REFUSAL_MS).unref();
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Connections become idle one by one as their last answers end; what still runs after this is cut. */
function close(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => {
      server.closeIdleConnections();
      // Opened in advance, as browsers do, and never used: for Node that is not idle but a request that is
      // still to come.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, IDLE_LOOK_MS);
    const cut = setTimeout(() => server.closeAllConnections(), FINISH_MS);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(cut);
      resolve();
    });
  });
}
