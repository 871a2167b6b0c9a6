import {
  create,
  createFileRegistry,
  type FileRegistry,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { Client, type ClientDuplexStream, credentials } from "@grpc/grpc-js";
import { BILLING_CALLERS, WALLET_CALLERS, WITHDRAWALS_CALLERS } from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { afterEach, expect, it } from "vitest";
import { type Handlers, serveGrpc } from "./grpc-server.ts";
import { createLogger } from "./log.ts";

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const log = createLogger("test", "fatal");
const settings = { handlers: {} as never, port: 0, log };
const SERVERS = {
  "billing.v1.BillingService": () =>
    serveGrpc({
      ...settings,
      name: "billing.v1.BillingService",
      definition: BillingServiceService,
      callers: BILLING_CALLERS,
    }),
  "wallet.v1.WalletService": () =>
    serveGrpc({
      ...settings,
      name: "wallet.v1.WalletService",
      definition: WalletServiceService,
      callers: WALLET_CALLERS,
      handlers: {
        listBalances: async ({ userIds }: { userIds: string[] }) => ({
          accounts: userIds.map((userId) => ({
            userId,
            account: 1n,
            asset: 2,
            posted: -(2n ** 62n),
            held: 0n,
            available: 0n,
            version: 1n,
          })),
        }),
      } as unknown as Handlers<typeof WalletServiceService>,
    }),
  "withdrawals.v1.WithdrawalsService": () =>
    serveGrpc({
      ...settings,
      name: "withdrawals.v1.WithdrawalsService",
      definition: WithdrawalsServiceService,
      callers: WITHDRAWALS_CALLERS,
    }),
};
const NAMES = Object.keys(SERVERS) as (keyof typeof SERVERS)[];
const CASES = NAMES.flatMap((name) =>
  (["v1", "v1alpha"] as const).map((version) => [name, version] as const),
);

const raw = (bytes: Uint8Array) => Buffer.from(bytes);

async function serve(name: keyof typeof SERVERS): Promise<Client> {
  const server = await SERVERS[name]();
  const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  stops.push(
    () => server.drain(),
    () => client.close(),
  );
  return client;
}

/** Fields of ServerReflectionRequest, and of the response that belongs to each. */
const LIST_SERVICES = 7;
const FILE_CONTAINING_SYMBOL = 4;
const FILE_BY_FILENAME = 3;

/** A tool that knows nothing of us but an address. */
function reflection(client: Client, version: string) {
  const call: ClientDuplexStream<Uint8Array, Buffer> = client.makeBidiStreamRequest(
    `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
    raw,
    raw,
  );
  const answers = call[Symbol.asyncIterator]();
  stops.push(() => call.end());
  return async (field: number, text: string): Promise<Map<number, Uint8Array>> => {
    call.write(new BinaryWriter().tag(field, 2).string(text).finish());
    return fields((await answers.next()).value as Buffer);
  };
}

/** The last value of each length-delimited field. */
const fields = (bytes: Uint8Array): Map<number, Uint8Array> => new Map(repeated(bytes));
function repeated(bytes: Uint8Array): [number, Uint8Array][] {
  const reader = new BinaryReader(bytes);
  const found: [number, Uint8Array][] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === 2) found.push([field, reader.bytes()]);
    else reader.skip(type);
  }
  return found;
}

/** The file of a symbol and every file that it needs, each asked for once, as grpcurl does. */
async function filesOf(
  ask: ReturnType<typeof reflection>,
  symbol: string,
): Promise<Map<string, FileDescriptorProto>> {
  const files = new Map<string, FileDescriptorProto>();
  const keep = (answer: Map<number, Uint8Array>) => {
    const found = repeated(answer.get(4) ?? new Uint8Array()).map(([, bytes]) =>
      fromBinary(FileDescriptorProtoSchema, bytes),
    );
    for (const file of found) files.set(file.name, file);
    return found[0];
  };
  keep(await ask(FILE_CONTAINING_SYMBOL, symbol));
  for (let missing: string | undefined = ""; missing !== undefined; ) {
    missing = [...files.values()].flatMap(({ dependency }) => dependency).find((name) => !files.has(name));
    if (missing !== undefined && keep(await ask(FILE_BY_FILENAME, missing))?.name !== missing)
      throw new Error(`the server names ${missing}, and does not have it`);
  }
  return files;
}

/**
 * Resolves each type, and throws where one is missing. The registry wants a file after those that it needs.
 */
function registryOf(files: Map<string, FileDescriptorProto>): FileRegistry {
  const sorted = new Set<FileDescriptorProto>();
  const add = (file: FileDescriptorProto | undefined) => {
    if (file === undefined) return;
    for (const name of file.dependency) add(files.get(name));
    sorted.add(file);
  };
  for (const file of files.values()) add(file);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...sorted] }));
}

it.each(CASES)(
  "%s is described by reflection (%s) with every type that its methods need",
  async (name, version) => {
    const ask = reflection(await serve(name), version);
    const listed = repeated((await ask(LIST_SERVICES, "")).get(6) ?? new Uint8Array());
    expect(listed.map(([, service]) => Buffer.from(fields(service).get(1) ?? []).toString())).toContain(name);
    const files = await filesOf(ask, name);
    const service = registryOf(files).getService(name);
    const definitions = { BillingServiceService, WalletServiceService, WithdrawalsServiceService };
    const expected =
      Object.values(definitions).find((one) => Object.values(one)[0]?.path.includes(name)) ?? {};
    expect(service?.methods.map((method) => method.localName).sort()).toEqual(Object.keys(expected).sort());
  },
);

it("a call is made from nothing but what reflection says", async () => {
  const client = await serve("wallet.v1.WalletService");
  const files = await filesOf(reflection(client, "v1"), "wallet.v1.WalletService.ListBalances");
  const registry = registryOf(files);
  const method = registry.getService("wallet.v1.WalletService")?.method.listBalances;
  if (method === undefined) throw new Error("no method ListBalances");
  const request = toBinary(method.input, fromJson(method.input, { user_ids: ["u1", "u2"] }));
  const answer = await new Promise<Buffer>((resolve, reject) =>
    client.makeUnaryRequest(
      `/${method.parent.typeName}/${method.name}`,
      raw,
      raw,
      request,
      (error: Error | null, bytes?: Buffer) => (bytes ? resolve(bytes) : reject(error)),
    ),
  );
  expect(toJson(method.output, fromBinary(method.output, answer), { registry })).toMatchObject({
    accounts: [
      { userId: "u1", asset: "ASSET_USD", posted: "-4611686018427387904" },
      { userId: "u2", asset: "ASSET_USD" },
    ],
  });
});

it("what reflection is asked and does not know is an error of that question, not of the connection", async () => {
  const ask = reflection(await serve("wallet.v1.WalletService"), "v1");
  for (const [field, text] of [
    [FILE_CONTAINING_SYMBOL, "wallet.v1.Nothing"],
    [FILE_BY_FILENAME, "nothing.proto"],
  ] as const)
    expect((await ask(field, text)).has(7), text).toBe(true);
  expect((await ask(FILE_BY_FILENAME, "common/v1/money.proto")).has(4)).toBe(true);
});
