import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { decodeEvent, EVENTS, OLDER_VERSIONS } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { type Nats, startNats } from "@metercast/local-servers";
import { repositoryPath } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { createTestDatabase, type TestDatabase, testServers } from "@metercast/testkit";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  appendEvents,
  type Broker,
  connectBroker,
  ensureStream,
  startConsumer,
  startRelay,
} from "../src/index.ts";

// A second version of an event beside the first, step by step as docs/EVENTS.md says: proto, registry,
// downgrade; then both kinds of readers.
const PROTO = `syntax = "proto3";
package wallet.v2;
// \`wallet.balance.low.v2\`: says the mark that was crossed, and counts in text what v1 counted in 64 bits.
message BalanceLow {
  string user_id = 1;
  string available = 2;
  string mark = 3;
  int64 version = 4;
}
`;
interface BalanceLowV2 {
  userId: string;
  available: string;
  mark: string;
  version: bigint;
}

const log = createLogger("test", "fatal");
const folder = mkdtempSync(join(tmpdir(), "metercast-versions-"));
let nats: Nats;
let broker: Broker;
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  nats = await startNats({ binary: testServers().natsBinary, folder: join(folder, "nats") });
  broker = await connectBroker(nats.url, "test", log);
  await ensureStream(broker, "WALLET");
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.urls.wallet, max: 3 });
});
afterAll(async () => {
  delete OLDER_VERSIONS["wallet.balance.low.v2"];
  delete (EVENTS as Record<string, unknown>)["wallet.balance.low.v2"];
  await broker?.close();
  await nats?.stop();
  await pool?.end();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** A copy of the module proto/ with this change, held against what was released. */
function breaking(change: (module: string) => void): string {
  const copy = mkdtempSync(join(folder, "proto-"));
  cpSync(repositoryPath("proto"), join(copy, "proto"), { recursive: true });
  cpSync(repositoryPath("buf.yaml"), join(copy, "buf.yaml"));
  change(join(copy, "proto"));
  try {
    const buf = repositoryPath("node_modules", ".bin", "buf");
    execFileSync(buf, ["breaking", "--against", repositoryPath("proto", "released.binpb")], {
      cwd: copy,
      stdio: "pipe",
    });
    return "";
  } catch (error) {
    return String((error as { stdout?: Buffer }).stdout);
  }
}
const write = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

it("a new version breaks nothing that was released, while a change of the released one is refused", () => {
  expect(breaking((module) => write(join(module, "wallet", "v2", "events.proto"), PROTO))).toBe("");
  const changed = `syntax = "proto3";\npackage platform.v1;\nmessage CreditRequested { string request_id = 2; }\n`;
  expect(breaking((module) => write(join(module, "platform", "v1", "events.proto"), changed))).toMatch(
    /CreditRequested/,
  );
});

it("what is written once as v2 reaches readers of v2 and of v1, each in their own words", async () => {
  // The line in events.ts: a codec of what ts-proto would make of the message above.
  const v2 = "wallet.balance.low.v2" as "wallet.balance.low.v1";
  const text = (value: unknown) =>
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
  Object.assign(EVENTS, {
    [v2]: {
      contentType: "application/json",
      encode: (message: BalanceLowV2) => Buffer.from(text(message)),
      decode: (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()),
    },
  });
  // The line in versions.ts.
  OLDER_VERSIONS[v2] = {
    type: "wallet.balance.low.v1",
    from: ({ userId, available, version }: BalanceLowV2) => ({
      userId,
      asset: Asset.ASSET_TOKEN,
      available: BigInt(available),
      version,
    }),
  };
  const heard: unknown[] = [];
  const listen = (type: typeof v2, durable: string) =>
    startConsumer({
      service: "wallet",
      durable,
      type,
      broker,
      log,
      concurrency: 1,
      handle: async (message) => void heard.push([durable, decodeEvent(type, message.data)]),
    });
  const readers = [listen("wallet.balance.low.v1", "old-reader"), listen(v2, "new-reader")];
  const sql = {
    $queryRawUnsafe: async <T>(query: string, ...values: unknown[]) =>
      (await pool.query(query, values)).rows as T,
    $executeRawUnsafe: async (query: string, ...values: unknown[]) =>
      (await pool.query(query, values)).rowCount ?? 0,
  };
  const relay = startRelay({ service: "wallet", sql, broker, log });
  const fact: BalanceLowV2 = { userId: "ana", available: "9", mark: "10", version: 3n };
  await appendEvents(sql, [{ type: v2, message: fact as never }]);
  // As a SQL function writes it.
  const written: BalanceLowV2 = { userId: "bob", available: "0", mark: "10", version: 4n };
  await pool.query(
    "INSERT INTO outbox (subject, content_type, payload) VALUES ($1, 'application/json', convert_to($2, 'UTF8'))",
    [v2, text(written)],
  );
  relay.wake();
  await expect
    .poll(() => heard)
    .toEqual(
      expect.arrayContaining([
        ["new-reader", { ...fact, version: "3" }],
        ["old-reader", { userId: "ana", asset: Asset.ASSET_TOKEN, available: 9n, version: 3n }],
        ["new-reader", { ...written, version: "4" }],
        ["old-reader", { userId: "bob", asset: Asset.ASSET_TOKEN, available: 0n, version: 4n }],
      ]),
    );
  for (const reader of readers) await reader.stop();
  await relay.stop();
});
