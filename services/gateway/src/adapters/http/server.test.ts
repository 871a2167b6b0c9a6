import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { newApp } from "./env.ts";
import { type HttpServer, type ListenOptions, listen } from "./server.ts";

/** More than the kernel's buffers of both ends take. */
const LARGE = new Uint8Array(64 * 1024 * 1024);
/** So short that a test need not wait; each of them alone must end the connection. */
const SOON = { lookMs: 50 };

let server: HttpServer | undefined;
/** Somebody has asked for what is large. */
let asked: Promise<void>;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
});

async function serving(options: Partial<ListenOptions>): Promise<void> {
  const app = newApp();
  app.onError((_, c) => c.text("broken off", 400));
  const { promise, resolve } = Promise.withResolvers<void>();
  asked = promise;
  app.get("/large", (c) => {
    resolve();
    return c.body(LARGE);
  });
  app.get("/small", (c) => c.text("hello"));
  app.post("/small", async (c) => c.text(await c.req.text()));
  server = await listen(app, {
    port: 0,
    host: "127.0.0.1",
    maxConnections: 100,
    maxConnectionsPerAddress: 0,
    ...options,
  });
}

async function connected(): Promise<Socket> {
  const socket = connect(server?.port as number, "127.0.0.1");
  socket.on("error", () => undefined);
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

const closed = (socket: Socket) => (socket.destroyed ? Promise.resolve() : once(socket, "close"));
/** All that comes until the other end closes. */
async function rest(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text;
}

it("a reader that does not read is closed", async () => {
  await serving({ timeouts: { ...SOON, unreadMs: 200 } });
  const socket = await connected();
  socket.pause();
  socket.write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  // It notices when it reads on: what comes ends before the answer does.
  await asked;
  await expect.poll(connections, { timeout: 60_000 }).toBe(0);
  expect((await rest(socket)).length).toBeLessThan(LARGE.length);
});

it("an answer that is read too slowly is cut in the end", async () => {
  await serving({ timeouts: { ...SOON, answerMs: 200 } });
  const socket = await connected();
  socket.pause();
  socket.write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  await asked;
  await expect.poll(connections, { timeout: 60_000 }).toBe(0);
});

it("a reader that reads gets all of it", async () => {
  await serving({ timeouts: { ...SOON } });
  const answer = await fetch(`http://127.0.0.1:${server?.port}/large`);
  expect((await answer.arrayBuffer()).byteLength).toBe(LARGE.length);
});

it.each([
  ["nothing", ""],
  ["half of its headers", "GET /small HTTP/1.1\r\nHost: a\r\nX-Slow:"],
  ["half of its body", "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"],
])("a sender of %s is closed", async (_, text) => {
  await serving({ timeouts: { ...SOON, headersMs: 200, requestMs: 300 } });
  const socket = await connected();
  socket.write(text);
  socket.resume();
  await closed(socket);
});

it("one address has so many connections; the next gets the reason, and has room once one is closed", async () => {
  await serving({ maxConnectionsPerAddress: 2 });
  const [first] = [await connected(), await connected()];
  const third = await connected();
  third.write("GET /small HTTP/1.1\r\nHost: a\r\n\r\n");
  const answer = await rest(third);
  expect(answer).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
  expect(answer).toContain('"code":"rate_limited"');
  expect(answer).not.toContain("hello");
  first.destroy();
  const ask = async () => {
    const socket = await connected();
    socket.write("GET /small HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return rest(socket);
  };
  await expect.poll(ask, { timeout: 60_000 }).toContain("hello");
});

const connections = () => server?.connections();
