import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { listenOn } from "@metercast/runtime";
import type { App } from "./env.ts";

export interface HttpServer {
  port: number;
  /** Takes nobody new, finishes what runs. Event streams must be closed before. */
  close(): Promise<void>;
}

/** A request whose headers or body trickle in for longer is given up: slow senders must not hold connections for ever. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle timeout of usual balancers (60 s), so that they never send into a connection that we are closing. */
const KEEP_ALIVE_MS = 65_000;
const IDLE_LOOK_MS = 50;
/** Under the 5 s that a drain step has. */
const FINISH_MS = 4_000;

export interface ListenOptions {
  port: number;
  host: string;
  /** Later ones are closed as they come. */
  maxConnections: number;
}

export async function listen(app: App, options: ListenOptions): Promise<HttpServer> {
  const listener = getRequestListener(app.fetch);
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    listener,
  );
  server.maxConnections = options.maxConnections;
  const connections = new Set<Socket>();
  // One function for all: thousands of connections stay open.
  function forget(this: Socket): void {
    connections.delete(this);
  }
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.on("close", forget);
  });
  await listenOn(server, options.host, options.port);
  return { port: portOf(server), close: () => close(server, connections) };
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
      // Opened in advance, as browsers do, and never used: for Node that is not idle but a request that is still to come.
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
