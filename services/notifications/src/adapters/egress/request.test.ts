import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { certificateAuthority } from "@metercast/provision";
import { pace } from "@metercast/testkit";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import type { GuardedResult } from "../../ports/egress.ts";
import type { Resolve } from "./lookup.ts";
import { createEgress, type EgressSettings } from "./request.ts";

const authority = certificateAuthority("strangers");
const BODY = Buffer.from("hello");

const stops: (() => void)[] = [];
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  for (const stop of stops) stop();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => server.close());
  return (server.address() as AddressInfo).port;
}
async function serve(answer: RequestListener, tls = false) {
  let requests = 0;
  const listener: RequestListener = (request, response) => {
    requests += 1;
    answer(request, response);
  };
  const server = tls
    ? createTlsServer(authority.issue("hooks.example.com"), listener)
    : createServer(listener);
  stops.push(() => server.closeAllConnections());
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  return { port: await listen(server), requests: () => requests, connections: () => connections };
}
const names =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

async function drip(response: ServerResponse) {
  for (; !response.destroyed; await pace(20)) response.write("x");
}

function post(
  url: string,
  settings: Partial<EgressSettings> = {},
  deadlineMs = 10_000,
): Promise<GuardedResult> {
  return createEgress({ allowPrivate: true, ...settings }).request(url, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: BODY,
    deadlineMs,
  });
}

it("a request reaches its server with method, body and headers, and the response comes back", async () => {
  let received = {};
  const server = await serve(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    received = { method: request.method, url: request.url, body, host: request.headers.host };
    response.writeHead(202, { "Retry-After": "7" }).end("thanks");
  });
  const result = await post(`http://localhost:${server.port}/hook?a=1#part`);
  expect(received).toEqual({
    method: "POST",
    url: "/hook?a=1",
    body: "hello",
    host: `localhost:${server.port}`,
  });
  expect(result).toMatchObject({ outcome: "response", status: 202, truncated: false });
  expect(result).toHaveProperty("headers.retry-after", "7");
  expect(String("body" in result && result.body)).toBe("thanks");
});

it.each([
  ["loopback", ["127.0.0.1"]],
  ["IPv6 loopback", ["::1"]],
  ["a private network", ["10.0.0.1"]],
  ["metadata", ["169.254.169.254"]],
  ["a mapped address", ["::ffff:127.0.0.1"]],
  ["NAT64", ["64:ff9b::7f00:1"]],
  ["6to4", ["2002:7f00:1::"]],
  ["an IPv4-compatible address", ["::127.0.0.1"]],
  ["Azure's host", ["168.63.129.16"]],
  ["a public address and a private one", ["1.1.1.1", "127.0.0.1"]],
  ["a public address and IPv6 loopback", ["1.1.1.1", "::1"]],
])("a name that resolves to %s is refused before a connection", async (_what, addresses) => {
  const server = await serve((_request, response) => response.end());
  const result = await post("https://rebinding.example.com:8443/", {
    allowPrivate: false,
    resolve: names(...addresses),
  });
  expect(result).toMatchObject({ outcome: "failed", error: "address_refused" });
  expect(server.connections()).toBe(0);
});

it("a name that is rebound between two requests is refused at the second one", async () => {
  const server = await serve((_request, response) => response.end());
  let lookups = 0;
  const resolve: Resolve = async () => {
    lookups += 1;
    return [{ address: lookups === 1 ? "127.0.0.1" : "169.254.169.254", family: 4 }];
  };
  const egress = createEgress({ allowPrivate: true, resolve });
  const request = { method: "POST", headers: {}, body: BODY, deadlineMs: 10_000 } as const;
  const url = `http://rebinding.example.com:${server.port}/`;
  // One lookup a request: the address that was judged is the one that is connected to.
  expect(await egress.request(url, request)).toMatchObject({ outcome: "response", status: 200 });
  expect(lookups).toBe(1);
  expect(await egress.request(url, request)).toMatchObject({ outcome: "failed", error: "address_refused" });
  expect(lookups).toBe(2);
  expect(server.connections()).toBe(1);
});

it("a stored URL is judged again before its request", async () => {
  const server = await serve((_request, response) => response.end());
  for (const url of [
    `https://127.0.0.1:${server.port}/`,
    "https://127.0.0.1/",
    "https://[::ffff:127.0.0.1]:8443/",
    `http://example.com:${server.port}/`,
    "https://user@example.com/",
    "nonsense",
  ])
    expect(await post(url, { allowPrivate: false }), url).toMatchObject({ error: "url_refused" });
  expect(server.connections()).toBe(0);
});

it("a redirect is an answer and is not followed", async () => {
  const inside = await serve((_request, response) => response.end("secret"));
  const server = await serve((_request, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${inside.port}/` }).end(),
  );
  expect(await post(`http://127.0.0.1:${server.port}/`)).toMatchObject({ outcome: "response", status: 307 });
  expect(inside.connections()).toBe(0);
});

it("a proxy of the environment is not used", async () => {
  const proxy = await serve((_request, response) => response.end());
  const server = await serve((_request, response) => response.end());
  for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
    vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
  vi.stubEnv("NODE_USE_ENV_PROXY", "1");
  expect(await post(`http://127.0.0.1:${server.port}/`)).toMatchObject({ outcome: "response" });
  expect(proxy.connections()).toBe(0);
});

it("TLS is verified against the name of the URL, also when the name leads elsewhere", async () => {
  const server = await serve((_request, response) => response.end(), true);
  const settings = { resolve: names("127.0.0.1"), ca: authority.cert };
  const url = `https://hooks.example.com:${server.port}/`;
  expect(await post(url, settings)).toMatchObject({ outcome: "response", status: 200 });
  expect(await post(url, { resolve: settings.resolve })).toMatchObject({ error: "tls_failed" });
  expect(await post(url.replace("hooks", "others"), settings)).toMatchObject({ error: "tls_failed" });
  expect(server.requests()).toBe(1);
});

it("a huge response is read to the bound and then dropped", async () => {
  const server = await serve((_request, response) => {
    const chunk = Buffer.alloc(65_536, "x");
    const more = () => {
      while (response.write(chunk));
    };
    response.on("drain", more);
    more();
  });
  const result = await post(`http://127.0.0.1:${server.port}/`);
  expect(result).toMatchObject({ outcome: "response", status: 200, truncated: true });
  expect("body" in result && result.body.byteLength).toBe(65_536);
});

it("the deadline is for the whole exchange: silence, and a byte now and then, end at it", async () => {
  const silent = await serve(() => {});
  const dripping = await serve((_request, response) => {
    response.writeHead(200);
    void drip(response);
  });
  expect(await post(`http://127.0.0.1:${silent.port}/`, {}, 200)).toMatchObject({ error: "timed_out" });
  expect(await post(`http://127.0.0.1:${dripping.port}/`, {}, 200)).toMatchObject({ error: "timed_out" });
  const never: Resolve = () => new Promise(() => {});
  expect(await post("http://slow.example.com/", { resolve: never }, 200)).toMatchObject({
    error: "timed_out",
  });
});

it("each failure has a word, without an address", async () => {
  const closing = await listen(createTcpServer((socket) => socket.once("data", () => socket.destroy())));
  const chatting = await listen(createTcpServer((socket) => socket.end("220 mail.example.com ESMTP\r\n")));
  const half = await serve((_request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("x");
    response.socket?.end();
  });
  const switching = await listen(
    createTcpServer((socket) =>
      socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    ),
  );
  const gone = createTcpServer();
  const free = await listen(gone);
  await new Promise((resolve) => gone.close(resolve));
  const unknown: Resolve = () => Promise.reject(Object.assign(new Error("queryA"), { code: "ENOTFOUND" }));
  expect(await post(`http://127.0.0.1:${closing}/`)).toMatchObject({ error: "connection_lost" });
  expect(await post(`http://127.0.0.1:${chatting}/`)).toMatchObject({ error: "bad_response" });
  expect(await post(`http://127.0.0.1:${half.port}/`)).toMatchObject({ error: "connection_lost" });
  expect(await post(`http://127.0.0.1:${switching}/`)).toMatchObject({ error: "bad_response" });
  expect(await post(`http://127.0.0.1:${free}/`)).toMatchObject({ error: "connect_failed" });
  expect(await post("http://nobody.example.com/", { resolve: unknown })).toMatchObject({
    error: "dns_failed",
  });
  expect(await post("http://nobody.example.com/", { resolve: names() })).toMatchObject({
    error: "dns_failed",
  });
});
