import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { boundStrangers } from "./strangers.ts";

let server: Server;
afterEach(() => server.close());

async function listen(deadlineMs?: number) {
  server = createServer((socket) => socket.write("220 reports only\r\n"));
  const strangers = boundStrangers(server, deadlineMs);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { strangers, visit: () => connect(port, "127.0.0.1").on("error", () => undefined) };
}

/** Also where the connection is reset: an end is an end. */
const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()));

it("a fourth connection of an address ends at once; it has a place when another one leaves", async () => {
  const { visit } = await listen();
  const three = [visit(), visit(), visit()];
  await Promise.all(three.map((one) => once(one, "data")));
  await closed(visit().resume());
  const [first] = three;
  first?.destroy();
  await expect
    .poll(async () => {
      const next = visit();
      const served = new Promise((resolve) => next.once("data", () => resolve("served")));
      const word = await Promise.race([served, closed(next)]);
      await new Promise(setImmediate);
      const isOpen = !next.readableEnded && word === "served";
      next.destroy();
      return isOpen;
    })
    .toBe(true);
  for (const one of three) one.destroy();
});

it("a connection ends at its deadline, also one that is never idle", async () => {
  const { visit } = await listen(50);
  server.on("connection", (socket) => socket.on("error", () => undefined).pipe(socket));
  const one = visit();
  one.on("data", (chunk) => one.write(chunk));
  await closed(one);
});

it("a connection is cut by its address and port", async () => {
  const { strangers, visit } = await listen();
  const one = visit().resume();
  await once(one, "connect");
  const ended = closed(one);
  await expect
    .poll(() => {
      strangers.cut({ remoteAddress: "127.0.0.1", remotePort: one.localPort ?? 0 });
      return one.closed;
    })
    .toBe(true);
  await ended;
});
