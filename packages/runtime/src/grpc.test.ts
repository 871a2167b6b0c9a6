import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { WALLET_CALLERS } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { pace } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ERROR_CODES, type ErrorCode, MetercastError } from "./errors.ts";
import { callGrpc } from "./grpc-client.ts";
import { type GrpcServer, type Handlers, serveGrpc } from "./grpc-server.ts";
import { createLogger } from "./log.ts";

/** A service that answers as its request's user id says: the code of an error, or the time to take. */
const handlers = new Proxy({} as Handlers<typeof WalletServiceService>, {
  get: () => async (request: { userId: string }) => {
    if (request.userId in ERROR_CODES) {
      throw new MetercastError(request.userId as ErrorCode, "told", {
        fields: [{ field: "f", message: "m" }],
      });
    }
    if (request.userId === "bug") throw new TypeError("postgres://user:password@host");
    await pace(Number(request.userId));
    return {
      accounts: [
        {
          account: 2n ** 53n + 1n,
          userId: "u",
          asset: Asset.ASSET_USD,
          posted: -(2n ** 62n),
          held: 0n,
          available: 0n,
          version: 1n,
        },
      ],
    };
  },
});

let server: GrpcServer;
let address: string;
beforeAll(async () => {
  server = await serveGrpc({
    name: "wallet.v1.WalletService",
    definition: WalletServiceService,
    callers: WALLET_CALLERS,
    handlers,
    port: 0,
    log: createLogger("test", "error"),
  });
  address = `127.0.0.1:${server.port}`;
});
afterAll(() => server?.drain());

it("64-bit numbers arrive exactly, beyond what a double holds", async () => {
  const { accounts } = await callGrpc(WalletServiceService, address, { deadlineMs: 30_000 }).getBalances({
    userId: "0",
  });
  expect(accounts[0]).toMatchObject({ account: 2n ** 53n + 1n, posted: -(2n ** 62n) });
});

it.each(Object.keys(ERROR_CODES) as ErrorCode[])(
  "the code %s crosses a call with its text and fields",
  async (code) => {
    const client = callGrpc(WalletServiceService, address, { deadlineMs: 30_000 });
    await expect(client.getBalances({ userId: code })).rejects.toMatchObject({
      code,
      message: "told",
      fields: [{ field: "f", message: "m" }],
    });
  },
);

it("a bug is internal and its text stays inside", async () => {
  const client = callGrpc(WalletServiceService, address, { deadlineMs: 30_000 });
  const error = await client.getBalances({ userId: "bug" }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "internal" });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("password");
});

it("a call that is not answered by its deadline is unavailable: its outcome is unknown", async () => {
  const client = callGrpc(WalletServiceService, address, { deadlineMs: 100 });
  await expect(client.getBalances({ userId: "5000" })).rejects.toMatchObject({ code: "unavailable" });
});

it("bytes that are no request are the caller's fault, not ours", async () => {
  const client = new Client(address, credentials.createInsecure());
  const answer = await new Promise<ServiceError | null>((resolve) => {
    const raw = (bytes: Buffer) => bytes;
    const junk = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f, 1, 2]);
    client.makeUnaryRequest("/wallet.v1.WalletService/GetBalances", raw, raw, junk, (error) =>
      resolve(error),
    );
  });
  client.close();
  expect(answer?.code).toBe(status.INVALID_ARGUMENT);
});
