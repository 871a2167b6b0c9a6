import dns from "node:dns";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type ServiceError, status } from "@grpc/grpc-js";
import { WALLET_CALLERS } from "@metercast/contracts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Authority, certificateAuthority } from "@metercast/provision";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { InvalidConfig } from "./config.ts";
import { MetercastError } from "./errors.ts";
import { callGrpc } from "./grpc-client.ts";
import { type GrpcServer, type Handlers, serveGrpc } from "./grpc-server.ts";
import { channelCredentials, serverCredentials } from "./grpc-tls.ts";
import { createLogger } from "./log.ts";

const folder = mkdtempSync(join(tmpdir(), "metercast-tls-"));
const file = (name: string) => join(folder, name);

/**
 * An authority of its own, and a certificate of it with which one process is both wallet and who calls it.
 */
function makeCertificates(authorityName: string, name: string): Authority {
  const authority = certificateAuthority(authorityName);
  const { cert, key } = authority.issue("wallet", "gateway", "billing");
  writeFileSync(file(`${authorityName}.crt`), authority.cert);
  writeFileSync(file(`${name}.crt`), cert);
  writeFileSync(file(`${name}.key`), key);
  return authority;
}
const environment = (name: string, authority: string) => ({
  GRPC_TLS_CERT_FILE: file(`${name}.crt`),
  GRPC_TLS_KEY_FILE: file(`${name}.key`),
  GRPC_TLS_CA_FILE: file(`${authority}.crt`),
});
const setEnvironment = (env: Record<string, string>) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
};

let ours: Authority;
const stops: (() => unknown)[] = [];
beforeAll(() => {
  ours = makeCertificates("ours", "wallet");
  makeCertificates("theirs", "stranger");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(answer: () => Promise<unknown>, port = 0): Promise<GrpcServer> {
  const handlers = new Proxy({} as Handlers<typeof WalletServiceService>, { get: () => answer });
  const log = createLogger("test", "fatal");
  const server = await serveGrpc({
    name: "wallet.v1.WalletService",
    definition: WalletServiceService,
    callers: WALLET_CALLERS,
    handlers,
    port,
    log,
  });
  stops.push(() => server.drain());
  return server;
}
function caller(address: string, deadlineMs = 60_000) {
  const client = callGrpc(WalletServiceService, address, { deadlineMs });
  stops.push(() => client.close());
  return client;
}
const nothing = async () => ({ accounts: [] });

it("with certificates both sides show one, and a side without one of our authority is refused", async () => {
  setEnvironment(environment("wallet", "ours"));
  const { port } = await serve(nothing);
  const address = `127.0.0.1:${port}`;
  expect(await caller(address).getBalances({ userId: "u" })).toEqual({ accounts: [] });

  vi.unstubAllEnvs();
  await expect(caller(address, 1_000).getBalances({ userId: "u" })).rejects.toMatchObject({
    code: "unavailable",
  });
  // A certificate of another authority, whose holder would even trust ours.
  setEnvironment({ ...environment("stranger", "theirs"), GRPC_TLS_CA_FILE: file("ours.crt") });
  await expect(caller(address, 1_000).getBalances({ userId: "u" })).rejects.toMatchObject({
    code: "unavailable",
  });
  // And a server of another authority gets no call from us.
  setEnvironment(environment("stranger", "theirs"));
  const stranger = await serve(nothing);
  setEnvironment(environment("wallet", "ours"));
  await expect(
    caller(`127.0.0.1:${stranger.port}`, 1_000).getBalances({ userId: "u" }),
  ).rejects.toMatchObject({
    code: "unavailable",
  });
});

it("a server is known by its service's name at any address, and no other service can stand in for it", async () => {
  const { cert, key } = ours.issue("withdrawals", "gateway");
  writeFileSync(file("withdrawals.crt"), cert);
  writeFileSync(file("withdrawals.key"), key);
  // Not an address that the certificate names.
  setEnvironment({ ...environment("wallet", "ours"), LISTEN_HOST: "127.0.0.2" });
  const { port } = await serve(nothing);
  expect(await caller(`127.0.0.2:${port}`).getBalances({ userId: "u" })).toEqual({ accounts: [] });

  setEnvironment({ ...environment("withdrawals", "ours"), LISTEN_HOST: "127.0.0.1" });
  const other = await serve(nothing);
  await expect(caller(`127.0.0.1:${other.port}`, 1_000).getBalances({ userId: "u" })).rejects.toMatchObject({
    code: "unavailable",
  });
});

it("in the clear nothing leaves the machine, and nobody is let in from another one, without a word of the operator", async () => {
  vi.stubEnv("LISTEN_HOST", "0.0.0.0");
  await expect(serve(nothing)).rejects.toThrow(
    /needed because LISTEN_HOST=0\.0\.0\.0 is not on the loopback/,
  );
  for (const address of [
    "10.0.0.1:7101",
    "dns:///wallet:7101",
    "ipv4:127.0.0.1:1,10.0.0.1:1",
    "[fd00::1]:7101",
  ])
    expect(() => caller(address), address).toThrow(InvalidConfig);
  for (const address of ["localhost:7101", "127.3.2.1:7101", "ipv4:127.0.0.1:1,127.0.0.2:1", "ipv6:[::1]:1"])
    expect(() => caller(address), address).not.toThrow();
  vi.stubEnv("GRPC_INSECURE", "1");
  const { port } = await serve(nothing);
  expect(await caller(`127.0.0.1:${port}`).getBalances({ userId: "u" })).toEqual({ accounts: [] });
});

it("a file that is not there ends the start", () => {
  const env = { ...environment("wallet", "ours"), GRPC_TLS_KEY_FILE: file("nowhere.key") };
  expect(() => serverCredentials(env)).toThrow(/GRPC_TLS_KEY_FILE: there is no file/);
});

it("half a lock is none: with some of the files only, nothing starts", () => {
  const { GRPC_TLS_CA_FILE: _, ...half } = environment("wallet", "ours");
  expect(() => serverCredentials(half)).toThrow(/GRPC_TLS_CA_FILE: all three or none/);
  expect(() => channelCredentials(half)).toThrow(/all three or none/);
});

it("a rotated certificate is taken up without a restart", async () => {
  for (const kind of ["crt", "key"]) copyFileSync(file(`wallet.${kind}`), file(`rotated.${kind}`));
  copyFileSync(file("ours.crt"), file("trusted.crt"));
  const { Server } = await import("@grpc/grpc-js");
  const server = new Server();
  server.addService(WalletServiceService, {
    ...Object.fromEntries(
      Object.keys(WalletServiceService).map((name) => [
        name,
        (_: unknown, done: (e: null, r: unknown) => void) => done(null, { accounts: [] }),
      ]),
    ),
  } as never);
  const env = environment("rotated", "trusted");
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", serverCredentials(env, 50), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  stops.push(() => server.forceShutdown());
  const strangerIsIn = () => {
    const client = new Client(`127.0.0.1:${port}`, channelCredentials(environment("stranger", "theirs")));
    const { getBalances } = WalletServiceService;
    return new Promise<boolean>((resolve) =>
      client.makeUnaryRequest(
        getBalances.path,
        getBalances.requestSerialize,
        getBalances.responseDeserialize,
        { userId: "u" },
        { deadline: Date.now() + 2_000 },
        (error: ServiceError | null) => {
          client.close();
          expect([undefined, status.UNAVAILABLE, status.DEADLINE_EXCEEDED]).toContain(error?.code);
          resolve(error === null);
        },
      ),
    );
  };
  expect(await strangerIsIn()).toBe(false);
  for (const kind of ["crt", "key"]) copyFileSync(file(`stranger.${kind}`), file(`rotated.${kind}`));
  copyFileSync(file("theirs.crt"), file("trusted.crt"));
  await expect.poll(strangerIsIn, { timeout: 60_000 }).toBe(true);
});

it("calls go to all addresses of a name in turn", async () => {
  const answered = { one: 0, two: 0 };
  const count = (name: keyof typeof answered) => async () => {
    answered[name] += 1;
    return { accounts: [] };
  };
  // A name that only this test resolves.
  vi.stubEnv("GRPC_INSECURE", "1");
  const one = await serve(count("one"));
  vi.stubEnv("LISTEN_HOST", "127.0.0.2");
  await serve(count("two"), one.port);
  const addresses = ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 }));
  vi.spyOn(dns.promises, "lookup").mockImplementation((async () => addresses) as never);
  const client = caller(`dns:///wallet.test:${one.port}`);
  // The second connection may come up after the first calls.
  await expect
    .poll(
      async () => {
        await client.getBalances({ userId: "u" });
        return answered.one > 0 && answered.two > 0;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  const before = { ...answered };
  for (let i = 0; i < 20; i++) await client.getBalances({ userId: "u" });
  expect([answered.one - before.one, answered.two - before.two]).toEqual([10, 10]);
});

it("a read is tried again where a replica goes away; a write is its caller's to repeat", async () => {
  let calls = 0;
  const { port } = await serve(async () => {
    calls += 1;
    if (calls === 1) throw new MetercastError("unavailable");
    return { accounts: [] };
  });
  const client = caller(`127.0.0.1:${port}`);
  expect(await client.getBalances({ userId: "u" })).toEqual({ accounts: [] });
  expect(calls).toBe(2);
  calls = 0;
  await expect(client.openAccounts({ accounts: [] })).rejects.toMatchObject({ code: "unavailable" });
  expect(calls).toBe(1);
});
