import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { SseStream } from "./sse.ts";

interface Row {
  type: "row";
  text: string;
}

/** A stream and its client, which reads only when the test wants it. */
async function open() {
  const { promise, resolve } = Promise.withResolvers<SseStream<Row>>();
  const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
  const server = createServer((_, outgoing) => {
    const stream = new SseStream<Row>({
      expiresAtMs: Date.now() + 600_000,
      outgoing,
      view: ({ text }) => ({ text }),
      onClose,
    });
    stream.begin(new Headers({ "Content-Type": "text/event-stream" }));
    resolve(stream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const asked = request({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  asked.end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.on("error", () => undefined);
  const readUntil = async (last: string) => {
    const parts: string[] = [];
    for await (const part of answer.setEncoding("utf8")) {
      parts.push(part);
      // Its name may lie in two parts.
      if (parts.slice(-2).join("").includes(last)) break;
    }
    return parts.join("");
  };
  return { stream: await promise, readUntil, closed, stop: () => server.close().closeAllConnections() };
}

const row = (name: string): { id: string; event: Row } => ({
  id: "1",
  event: { type: "row", text: name + "x".repeat(10_000) },
});
/** Far more than a slow reader may leave unread, and than sockets hold. */
const LARGE = Array.from({ length: 800 }, (_, number) => row(`row-${number}-`));

it("a first picture of any size is read whole, and then what came meanwhile", async () => {
  const { stream, readUntil, stop } = await open();
  stream.sendAll(LARGE);
  const { id, event } = row("later-");
  stream.send(id, event);
  expect(stream.isOpen).toBe(true);
  const text = await readUntil("later-");
  expect(text.match(/"row-/g)).toHaveLength(LARGE.length);
  expect(text.indexOf("later-")).toBeGreaterThan(text.indexOf("row-799-"));
  stop();
});

it("who does not read what comes after it is dropped", async () => {
  const { stream, closed, stop } = await open();
  stream.sendAll(LARGE);
  for (const { id, event } of LARGE) stream.send(id, event);
  await closed;
  expect(stream.isOpen).toBe(false);
  stop();
});
