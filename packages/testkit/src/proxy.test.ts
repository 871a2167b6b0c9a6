import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pace } from "./poll.ts";
import { startTcpProxy } from "./proxy.ts";

let echo: Server;
let targetPort: number;

beforeAll(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => socket.on("error", () => {}).pipe(socket));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  targetPort = (echo.address() as { port: number }).port;
});
afterAll(() => void echo.close());

/** Not `once` of node:events, which rejects when the socket reports its reset first. */
const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()));

async function client(port: number) {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  let received = "";
  socket.on("data", (text) => {
    received += text;
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  return { socket, received: () => received };
}

test("a stalled proxy holds everything back, and lets all of it through once when it resumes", async () => {
  const proxy = await startTcpProxy({ targetPort });
  const { socket, received } = await client(proxy.port);
  socket.write("a");
  await expect.poll(received).toBe("a");
  proxy.stall();
  socket.write("b");
  const late = await client(proxy.port);
  late.socket.write("late");
  await pace(100);
  expect(received()).toBe("a");
  proxy.resume();
  await expect.poll(received).toBe("ab");
  await expect.poll(late.received).toBe("late");
  socket.write("c");
  await expect.poll(received).toBe("abc");
  proxy.resume();
  socket.write("d");
  await expect.poll(received).toBe("abcd");
  await proxy.stop();
});

test("cut breaks what is open, refuse also what is new", async () => {
  const proxy = await startTcpProxy({ targetPort });
  const first = await client(proxy.port);
  // A connection that its own side takes for made may not have reached the proxy yet.
  first.socket.write("w");
  await expect.poll(first.received).toBe("w");
  const cut = closed(first.socket);
  proxy.cut();
  await cut;
  const second = await client(proxy.port);
  second.socket.write("x");
  await expect.poll(second.received).toBe("x");
  proxy.refuse();
  await closed(second.socket);
  await closed(connect(proxy.port, "127.0.0.1").on("error", () => {}));
  proxy.resume();
  const fourth = await client(proxy.port);
  fourth.socket.write("y");
  await expect.poll(fourth.received).toBe("y");
  await proxy.stop();
});

test("an answer with certain words is lost: what was asked arrived, the connection breaks, and the next one is answered", async () => {
  const heard: string[] = [];
  const listener = createServer((socket) =>
    socket
      .on("error", () => {})
      .on("data", (text) => {
        heard.push(String(text));
        socket.write(`done ${text}`);
      }),
  );
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const proxy = await startTcpProxy({ targetPort: (listener.address() as { port: number }).port });
  proxy.loseAnswersWith("COMMIT", 1);
  const first = await client(proxy.port);
  first.socket.write("BEGIN");
  await expect.poll(first.received).toBe("done BEGIN");
  const broken = closed(first.socket);
  first.socket.write("COMMIT");
  await broken;
  expect(first.received()).toBe("done BEGIN");
  const second = await client(proxy.port);
  second.socket.write("COMMIT");
  await expect.poll(second.received).toBe("done COMMIT");
  expect([heard, proxy.answersLost()]).toEqual([["BEGIN", "COMMIT", "COMMIT"], 1]);
  await proxy.stop();
  listener.close();
});

test("an orderly end arrives after the last byte", async () => {
  const proxy = await startTcpProxy({ targetPort });
  const { socket, received } = await client(proxy.port);
  const ended = once(socket, "end");
  socket.end("z".repeat(1_000_000));
  await ended;
  expect(received().length).toBe(1_000_000);
  await proxy.stop();
});
