import dns from "node:dns";
import { once } from "node:events";
import { constants, createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { WALLET_CALLERS } from "@metercast/contracts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { startTcpProxy } from "@metercast/testkit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { callGrpc } from "./grpc-client.ts";
import { type Handlers, serveGrpc } from "./grpc-server.ts";
import { createLogger } from "./log.ts";

const stops: (() => unknown)[] = [];
// Names that only these tests resolve.
beforeEach(() => void vi.stubEnv("GRPC_INSECURE", "1"));
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A replica at an address of its own, and how many calls it answered. */
async function replica(host: string, port = 0) {
  vi.stubEnv("LISTEN_HOST", host);
  const answered = { calls: 0 };
  const answer = async () => {
    answered.calls += 1;
    return { accounts: [] };
  };
  const server = await serveGrpc({
    name: "wallet.v1.WalletService",
    definition: WalletServiceService,
    callers: WALLET_CALLERS,
    handlers: new Proxy({} as Handlers<typeof WalletServiceService>, { get: () => answer }),
    port,
    log: createLogger("test", "fatal"),
    maxConnectionAgeSeconds: 0.5,
  });
  stops.push(() => server.drain());
  return { address: { address: host, family: 4 }, port: server.port, answered };
}

it("a replica that comes later gets its share of the calls once the connections that stand have come of age, and none of them fails, not even a write", async () => {
  const first = await replica("127.0.0.1");
  const addresses = [first.address];
  vi.spyOn(dns.promises, "lookup").mockImplementation((async () => [...addresses]) as never);
  const client = callGrpc(WalletServiceService, `dns:///wallet.test:${first.port}`, { deadlineMs: 60_000 });
  stops.push(() => client.close());
  const failures: unknown[] = [];
  let calling = true;
  stops.push(() => {
    calling = false;
  });
  const callers = Array.from({ length: 8 }, async () => {
    // A write: it is not tried again by the client.
    while (calling) await client.openAccounts({ accounts: [] }).catch((error) => failures.push(error));
  });
  await expect.poll(() => first.answered.calls).toBeGreaterThan(100);

  const second = await replica("127.0.0.2", first.port);
  addresses.push(second.address);
  await expect.poll(() => second.answered.calls).toBeGreaterThan(1_000);
  calling = false;
  await Promise.all(callers);
  expect(failures).toEqual([]);
});

/**
 * A callee that says of its first `refusals` calls that it has not begun with them, and answers the others
 * with nothing in it.
 */
async function refusing(refusals: number) {
  const seen = { calls: 0 };
  const answer = (stream: ServerHttp2Stream) => {
    seen.calls += 1;
    if (seen.calls <= refusals) {
      // The side that refuses a stream sees it end in an error as well.
      stream.on("error", () => {});
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      return;
    }
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(Buffer.alloc(5));
  };
  const server = createServer().on("stream", answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = callGrpc(WalletServiceService, `127.0.0.1:${port}`, { deadlineMs: 60_000 });
  stops.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => client.close(),
  );
  return { client, seen };
}

it("a write that nobody has begun with is sent again, however many connections come of age at once", async () => {
  const { client, seen } = await refusing(7);
  expect(await client.openAccounts({ accounts: [] })).toEqual({ accounts: [] });
  expect(seen.calls).toBe(8);
});

it("a callee that goes on refusing is away", async () => {
  const { client } = await refusing(Number.POSITIVE_INFINITY);
  await expect(client.openAccounts({ accounts: [] })).rejects.toMatchObject({ code: "unavailable" });
});

it("a machine that vanishes without a word costs the calls that are on their way to it, and no more", async () => {
  const here = await replica("127.0.0.1");
  const there = await replica("127.0.0.1");
  const proxy = await startTcpProxy({ targetPort: there.port });
  const client = callGrpc(WalletServiceService, `ipv4:127.0.0.1:${here.port},127.0.0.1:${proxy.port}`, {
    deadlineMs: 2_000,
    keepalive: { afterMs: 200, timeoutMs: 1_000 },
  });
  stops.push(
    () => proxy.stop(),
    () => client.close(),
  );
  const call = () => client.openAccounts({ accounts: [] });
  const bothAnswer = async () => {
    await call().catch(() => {});
    return here.answered.calls > 0 && there.answered.calls > 0;
  };
  await expect.poll(bothAnswer, { timeout: 60_000 }).toBe(true);

  proxy.stall();
  const before = there.answered.calls;
  // In turn: as long as the one that vanished has its turn, of two calls in a row one fails.
  const allAnswered = () =>
    Promise.all(Array.from({ length: 20 }, call)).then(
      () => true,
      () => false,
    );
  await expect.poll(allAnswered, { timeout: 120_000 }).toBe(true);

  proxy.resume();
  const isBack = async () => {
    await call().catch(() => {});
    return there.answered.calls > before;
  };
  await expect.poll(isBack, { timeout: 120_000 }).toBe(true);
});
