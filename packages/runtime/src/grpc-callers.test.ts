import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import {
  BILLING_CALLERS,
  type GrpcCaller,
  NOTIFICATIONS_CALLERS,
  WALLET_CALLERS,
  WITHDRAWALS_CALLERS,
} from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { type Certificate, certificateAuthority } from "@metercast/provision";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { MetercastError } from "./errors.ts";
import { dnsNames } from "./grpc-callers.ts";
import type { Methods } from "./grpc-method.ts";
import { type GrpcServer, type Handlers, serveGrpc } from "./grpc-server.ts";
import { createLogger } from "./log.ts";

const SERVICES: [name: string, definition: Methods, callers: Record<string, readonly GrpcCaller[]>][] = [
  ["billing.v1.BillingService", BillingServiceService, BILLING_CALLERS],
  ["wallet.v1.WalletService", WalletServiceService, WALLET_CALLERS],
  ["withdrawals.v1.WithdrawalsService", WithdrawalsServiceService, WITHDRAWALS_CALLERS],
  ["notifications.v1.NotificationsService", NotificationsServiceService, NOTIFICATIONS_CALLERS],
];
const CALLERS: readonly GrpcCaller[] = [
  "gateway",
  "billing",
  "wallet",
  "withdrawals",
  "notifications",
  "operations",
];
/**
 * Certificates of our authority that name no caller: the broker's, one that looks like a caller's, and one
 * whose single name reads like three.
 */
const STRANGERS = ["nats", "gateway.example.com", "*.gateway", "GATEWAY ", "x, DNS:gateway, y"];

/** One method of each service is served without a row, as if somebody had forgotten it. */
const hasNoRow = (method: string) => method === "search" || method === "getUnread";

const folder = mkdtempSync(join(tmpdir(), "metercast-callers-"));
const authority = certificateAuthority("ours");
const servers = new Map<string, GrpcServer>();
/** Reaching the handler is visible: `not_found` means that the caller was allowed. */
const handlers = new Proxy({} as Handlers<Methods>, {
  get: () => async () => {
    throw new MetercastError("not_found");
  },
});

beforeAll(async () => {
  writeFileSync(join(folder, "ca.crt"), authority.cert);
  vi.stubEnv("GRPC_TLS_CA_FILE", join(folder, "ca.crt"));
  for (const [name, definition, callers] of SERVICES) {
    const service = name.split(".")[0] ?? "";
    const { cert, key } = authority.issue(service);
    writeFileSync(join(folder, `${service}.crt`), cert);
    writeFileSync(join(folder, `${service}.key`), key);
    vi.stubEnv("GRPC_TLS_CERT_FILE", join(folder, `${service}.crt`));
    vi.stubEnv("GRPC_TLS_KEY_FILE", join(folder, `${service}.key`));
    const rows = Object.fromEntries(Object.entries(callers).filter(([method]) => !hasNoRow(method)));
    const log = createLogger("test", "fatal");
    servers.set(name, await serveGrpc({ name, definition, callers: rows, handlers, port: 0, log }));
  }
});
afterAll(async () => {
  for (const server of servers.values()) await server.drain();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** One connection with this certificate; each call's status. */
async function asking<T>(
  service: string,
  { cert, key }: Certificate,
  ask: (call: Ask) => Promise<T>,
): Promise<T> {
  const secure = credentials.createSsl(Buffer.from(authority.cert), Buffer.from(key), Buffer.from(cert));
  const client = new Client(`127.0.0.1:${servers.get(service)?.port}`, secure, {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.ssl_target_name_override": service.split(".")[0] as string,
  });
  const raw = (bytes: Buffer) => bytes;
  try {
    return await ask(
      (path) =>
        new Promise((resolve) =>
          client.makeUnaryRequest(path, raw, raw, Buffer.alloc(0), (error: ServiceError | null) =>
            resolve(status[error?.code ?? 0] as string),
          ),
        ),
    );
  } finally {
    client.close();
  }
}
type Ask = (path: string) => Promise<string>;

it.each(SERVICES)(
  "%s lets each caller call what the table says, and nothing else",
  async (service, definition, callers) => {
    const methods = Object.entries(definition).filter(([method]) => !hasNoRow(method));
    for (const caller of CALLERS) {
      const answers = await asking(service, authority.issue(caller), (call) =>
        Promise.all(methods.map(async ([method, { path }]) => [method, await call(path)])),
      );
      const expected = methods.map(([method]) => [
        method,
        callers[method]?.includes(caller) ? "NOT_FOUND" : "PERMISSION_DENIED",
      ]);
      expect(answers, caller).toEqual(expected);
    }
  },
);

it.each(STRANGERS)("a certificate for %s is no caller's", async (name) => {
  for (const [service, definition] of SERVICES) {
    const answers = await asking(service, authority.issue(name), (call) =>
      Promise.all(Object.values(definition).map(({ path }) => call(path))),
    );
    expect(new Set(answers)).toEqual(new Set(["PERMISSION_DENIED"]));
  }
});

it("a method without a row is refused to everybody, and one that nobody serves is not there", async () => {
  for (const [service, definition] of SERVICES)
    for (const caller of CALLERS)
      await asking(service, authority.issue(caller), async (call) => {
        const forgotten = Object.entries(definition).find(([method]) => hasNoRow(method));
        expect(await call(forgotten?.[1].path ?? "")).toBe("PERMISSION_DENIED");
        expect(await call(`/${service}/MintMoney`)).toBe("UNIMPLEMENTED");
      });
});

it("each connection has the names of its own certificate, and several names have the rights of each", async () => {
  const path = WalletServiceService.postAdjustment.path;
  const [gateway, billing] = [authority.issue("gateway"), authority.issue("billing")];
  const service = "wallet.v1.WalletService";
  await asking(service, gateway, (asGateway) =>
    asking(service, billing, async (asBilling) => {
      for (let i = 0; i < 3; i++)
        expect([await asGateway(path), await asBilling(path)]).toEqual(["NOT_FOUND", "PERMISSION_DENIED"]);
    }),
  );
  const both = authority.issue("billing", "gateway");
  expect(await asking(service, both, (call) => call(path))).toBe("NOT_FOUND");
});

it("names are read one by one, and a certificate whose names could be read in two ways names nobody", () => {
  expect(dnsNames("DNS:wallet, IP Address:127.0.0.1, DNS:wallet.metercast.svc")).toEqual([
    "wallet",
    "wallet.metercast.svc",
  ]);
  expect(dnsNames("")).toEqual([]);
  expect(dnsNames("URI:spiffe://x/DNS:gateway")).toEqual([]);
  expect(dnsNames('DNS:"x, DNS:gateway, y"')).toEqual([]);
});

it("who names an actor, or says that one is an admin, is the gateway: only it has seen that person's token", () => {
  const naming = SERVICES.flatMap(([, definition, callers]) =>
    Object.entries(definition).flatMap(([method, { requestDeserialize }]) =>
      Object.keys(requestDeserialize(Buffer.alloc(0))).some((field) => /actor|admin/i.test(field))
        ? [[method, callers[method]]]
        : [],
    ),
  );
  expect(naming.length).toBeGreaterThan(5);
  for (const [method, callers] of naming) expect(callers, String(method)).toEqual(["gateway"]);
});

it("a person with a certificate for operations reads, and moves nothing", () => {
  const theirs = SERVICES.flatMap(([, , callers]) =>
    Object.keys(callers).filter((method) => callers[method]?.includes("operations")),
  );
  expect(theirs.filter((method) => !/^(get|list|search|trace|judge|quote|count|sum)/.test(method))).toEqual(
    [],
  );
  expect(theirs.length).toBeGreaterThan(20);
});
