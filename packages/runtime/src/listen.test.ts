import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { WALLET_CALLERS } from "@metercast/contracts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { freePort } from "@metercast/local-servers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startAdminServer } from "./admin-server.ts";
import { grpcAddress } from "./config.ts";
import { callGrpc } from "./grpc-client.ts";
import { type Handlers, serveGrpc } from "./grpc-server.ts";
import { authority, isLoopback, listenOn } from "./listen.ts";
import { createLogger } from "./log.ts";
import type { Telemetry } from "./telemetry.ts";

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);
const IPV4 = "127.0.0.1";
const IPV6 = "::1";
/** Spelling → where it answers. A machine without IPv6 has the first half only. */
const SPELLINGS: [spelling: string, answers: string[]][] = [
  ["0.0.0.0", [IPV4]],
  ["127.0.0.1", [IPV4]],
  ["localhost", ["localhost"]],
  ["::", hasIpv6 ? [IPV4, IPV6] : [IPV4]],
  ["[::]", hasIpv6 ? [IPV4, IPV6] : [IPV4]],
  ...(hasIpv6
    ? ([
        ["::1", [IPV6]],
        ["[::1]", [IPV6]],
      ] as [string, string[]][])
    : []),
];

const stops: (() => unknown)[] = [];
beforeEach(() => void vi.stubEnv("GRPC_INSECURE", "1"));
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const stop of stops.splice(0).reverse()) await stop();
});

it.each(SPELLINGS)("LISTEN_HOST=%s: gRPC answers at %j", async (spelling, hosts) => {
  vi.stubEnv("LISTEN_HOST", spelling);
  const answer = async () => ({ accounts: [] });
  const server = await serveGrpc({
    name: "wallet.v1.WalletService",
    definition: WalletServiceService,
    callers: WALLET_CALLERS,
    handlers: new Proxy({} as Handlers<typeof WalletServiceService>, { get: () => answer }),
    // One that is free on every address: of several that a name has, each gets the same.
    port: await freePort(),
    log: createLogger("test", "fatal"),
  });
  stops.push(() => server.drain());
  for (const host of hosts) {
    const client = callGrpc(WalletServiceService, authority(host, server.port), { deadlineMs: 60_000 });
    stops.push(() => client.close());
    expect(await client.getBalances({ userId: "u" }), host).toEqual({ accounts: [] });
  }
});

it.each(SPELLINGS)("LISTEN_HOST=%s: health and metrics answer at %j", async (spelling, hosts) => {
  vi.stubEnv("LISTEN_HOST", spelling);
  const port = await freePort();
  const admin = await startAdminServer(port, () => ({}), {} as Telemetry);
  stops.push(() => admin.close());
  for (const host of hosts)
    for (const path of ["healthz", "readyz"])
      expect((await fetch(`http://${authority(host, port)}/${path}`)).status, host).toBe(200);
});

it.each(SPELLINGS)("an HTTP server on %s answers at %j", async (spelling, hosts) => {
  const port = await freePort();
  const server = createServer((_, response) => void response.end("ok"));
  await listenOn(server, spelling, port);
  stops.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  for (const host of hosts) expect((await fetch(`http://${authority(host, port)}`)).status, host).toBe(200);
});

it.each([
  ["wallet:7101", "wallet:7101"],
  ["10.0.0.1:7102", "10.0.0.1:7102"],
  // As a manifest puts them together: "$(POD_IP):7102" or "[$(POD_IP)]:7102", whatever the family.
  ["fd00::12:7102", "[fd00::12]:7102"],
  ["[fd00::12]:7102", "[fd00::12]:7102"],
  ["[10.0.0.1]:7102", "10.0.0.1:7102"],
  ["ipv6:[::1]:1,[fd00::1]:2", "ipv6:[::1]:1,[fd00::1]:2"],
])("the address %s is %s", (given, address) => expect(grpcAddress.parse(given)).toBe(address));

it.each(["wallet", "wallet:", ":7101", "fd00::12", "http://wallet:7101", "[wallet]:7101", "ipv6:::1:1", ""])(
  "%j is no address",
  (given) => expect(grpcAddress.safeParse(given).success).toBe(false),
);

it("only addresses that no other machine reaches are loopback", () => {
  const yes = ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST", "a.localhost"];
  const no = ["0.0.0.0", "::", "[::]", "10.0.0.1", "127.0.0.1.example", "::ffff:10.0.0.1", "wallet", ""];
  expect(yes.filter((host) => !isLoopback(host))).toEqual([]);
  expect(no.filter(isLoopback)).toEqual([]);
});
