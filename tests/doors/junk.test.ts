// Junk on every subject and every gRPC method: told whose fault it is, put aside where nobody can be told,
// and nothing else happens. METERCAST_SEED chooses another run.
import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { clientStream, EVENTS } from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { connectBroker } from "@metercast/outbox";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { eventHeaders, give, person, poll, tokensOf, type World, waitUntilQuiet } from "@metercast/testkit";
import { connect } from "@nats-io/transport-node";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FOREIGN, walk, walkConsumers } from "./broker-walk.ts";
import { startDoors } from "./doors-world.ts";

const SEED = Number(process.env.METERCAST_SEED ?? 20_261_124);
const REQUESTS_PER_METHOD = 40;
const DEFINITIONS = {
  wallet: WalletServiceService,
  billing: BillingServiceService,
  withdrawals: WithdrawalsServiceService,
};
const SERVICES = [...(Object.keys(DEFINITIONS) as (keyof typeof DEFINITIONS)[]), "gateway"] as const;

let stripe: StripeStandin;
let world: World;
beforeAll(async () => {
  stripe = await startStripe();
  world = await startDoors(stripe, { METER_MINUTE_SECONDS: "1" });
});
afterAll(async () => {
  await world?.stop();
  await stripe?.stop();
});

/** An id of a kind, that nobody has. */
const nobodys = (prefix: string) => `${prefix}_${"0".repeat(32)}`;
const TEXTS = [
  ...["", "a", "a b", "\0", "'; DROP TABLE account; --", "ü".repeat(200), "x".repeat(5_000), "9".repeat(30)],
  ...["viewer", "creator", "platform", "stream", "credit", "stripe", "manual", "approve", "adjustment"],
  ...["str", "ses", "hld", "wdr", "trf", "pm"].map(nobodys),
];
const NUMBERS = [0n, 1n, 2n, 5n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const more = rest > 0x7fn;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    if (!more) return Buffer.from(bytes);
  }
}

const bytesField = (field: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([varint(BigInt(field * 8 + 2)), varint(BigInt(bytes.length)), bytes]);

const field = fc.integer({ min: 1, max: 14 });
const leaf = fc.oneof(
  fc.tuple(field, fc.constantFrom(...TEXTS)).map(([at, text]) => bytesField(at, Buffer.from(text))),
  fc
    .tuple(field, fc.constantFrom(...NUMBERS))
    .map(([at, value]) => Buffer.concat([varint(BigInt(at * 8)), varint(value)])),
  fc.tuple(field, fc.uint8Array({ maxLength: 40 })).map(([at, bytes]) => bytesField(at, bytes)),
);
const messageOf = (part: fc.Arbitrary<Buffer>) => fc.array(part, { maxLength: 12 }).map(Buffer.concat);
/**
 * Messages that can be read as any request: each field a hostile text, a number, bytes, or a message of
 * such.
 */
const message = messageOf(
  fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.tuple(field, messageOf(leaf)).map(([at, inner]) => bytesField(at, inner)) },
  ),
);
/** Some that can't be read at all. */
const request = fc.oneof(
  { weight: 10, arbitrary: message },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
);

/** What only our own mistake or a failing server explains. */
const OUR_FAULT = new Set<number | undefined>([
  status.INTERNAL,
  status.UNKNOWN,
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
]);

const asIs = (bytes: Buffer): Buffer => bytes;
const call = (client: Client, path: string, bytes: Buffer) =>
  new Promise<ServiceError | null>((resolve) => {
    client.makeUnaryRequest(path, asIs, asIs, bytes, { deadline: Date.now() + 60_000 }, resolve);
  });

it.each(Object.keys(DEFINITIONS) as (keyof typeof DEFINITIONS)[])(
  "%s answers whatever comes on any of its gRPC methods, and never that it was its own fault",
  async (name) => {
    const client = new Client(world.service(name).grpcAddress as string, credentials.createInsecure());
    const faults: string[] = [];
    for (const [at, { path }] of Object.values(DEFINITIONS[name]).entries()) {
      const requests = [
        Buffer.of(),
        ...fc.sample(request, { seed: SEED + at, numRuns: REQUESTS_PER_METHOD }),
      ];
      for (const bytes of requests) {
        const error = await call(client, path, bytes);
        if (error && OUR_FAULT.has(error.code))
          faults.push(`${path} ${bytes.toString("hex")} → ${error.code} ${error.details}`);
      }
    }
    client.close();
    expect(faults, `METERCAST_SEED=${SEED}`).toEqual([]);
  },
);

it("a platform client's message is stored on no subject but its own, whatever it publishes, asks or has answered", async () => {
  const broker = await connectBroker(world.nats.url, "test", createLogger("test", "error"));
  await waitUntilQuiet(world);
  const state = async () => {
    const streams: Record<string, unknown> = {};
    const consumers: Record<string, unknown> = {};
    for await (const { config } of broker.manager.streams.list()) {
      const { state: full } = await broker.manager.streams.info(config.name, { subjects_filter: ">" });
      streams[config.name] = { config, subjects: { ...full.subjects, [ANSWER]: 0 } };
      for await (const { name, config: own } of broker.manager.consumers.list(config.name))
        if (own.durable_name !== undefined)
          consumers[`${config.name}.${name}`] = own.filter_subjects ?? own.filter_subject;
    }
    const frozen = await withClient(world.adminUrl, (sql) =>
      sql.query("SELECT frozen FROM withdrawals.payout_freeze"),
    );
    return { streams: Object.keys(streams).sort(), stored: streams, consumers, frozen: frozen.rows };
  };
  const before = await state();
  const { username, password, host } = new URL(world.nats.urlFor("platform-demo"));
  const login = { user: username, pass: password, inboxPrefix: `_INBOX_${username}` };
  const client = await connect({ servers: host, ...login });
  const asked = [];
  for (const subject of FOREIGN) asked.push(...(await walk(client, subject)));
  await walkConsumers(client);
  await client.close();
  const answered = async () => {
    const { state } = await broker.manager.streams.info("WALLET", { subjects_filter: ANSWER });
    return state.subjects?.[ANSWER] ?? 0;
  };
  // Those that the broker's own rules let through, each once: the wallet says no.
  await expect.poll(answered).toBeGreaterThanOrEqual(FOREIGN.length);
  await waitUntilQuiet(world);
  expect(await answered()).toBeLessThanOrEqual(asked.length);
  expect(await state()).toEqual(before);
  await broker.close();
});

const ANSWER = "wallet.transfer.rejected.v1";
const JUNK: (string | Uint8Array)[] = [
  ...["", "{}", "[]", "null", "7", "{]", "\u0000\u00ff nothing", '{"amount":"-1","userId":["a"]}'],
  ...[Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0x7f, 1, 2), Uint8Array.of(255, 0, 7, 9)],
  ...["[".repeat(30_000), "x".repeat(1_000_000)],
];

it("junk on every subject is put aside or says nothing to anybody, and stops nobody", {
  timeout: 400_000,
}, async () => {
  const broker = await connectBroker(world.nats.url, "test", createLogger("test", "error"));
  const hostile = { "ce-id": "x".repeat(3_000), "ce-time": "yesterday", traceparent: "junk" };
  for (const type of Object.keys(EVENTS)) {
    const subject = type.replace("*", "demo");
    for (const junk of JUNK) {
      const isTooLarge = type !== subject && junk.length > clientStream("demo").maxMessageBytes;
      for (const headers of [eventHeaders(subject), eventHeaders(subject, hostile)]) {
        const published = broker.jetstream.publish(subject, junk, { headers });
        if (isTooLarge) await expect(published).rejects.toThrow(/size exceeds/);
        else await published;
      }
    }
  }
  await waitUntilQuiet(world);
  for (const [stream, service] of [
    ["BILLING", "billing"],
    ["WALLET", "wallet"],
    ["WITHDRAWALS", "withdrawals"],
  ] as const) {
    const subject = `${service}.message.rejected.v1`;
    const aside = async () => {
      const info = await broker.manager.streams.info(stream, { subjects_filter: subject });
      return info.state.subjects?.[subject] ?? 0;
    };
    await expect.poll(aside).toBeGreaterThan(0);
  }
  await broker.close();
});

it("afterwards a minute is paid as ever, every service is ready, and the books balance", async () => {
  const [admin, creator, viewer] = [
    await person(world, "an-admin", "admin"),
    await person(world, "a-creator", "creator"),
    await person(world, "a-viewer", "viewer"),
  ];
  await give(admin, viewer, 100);
  const { body: stream } = await creator.post("/api/streams", { body: { title: "after all" } });
  const { body: session } = await viewer.post(`/api/streams/${stream.id}/sessions`);
  const watch = async () => {
    await viewer.post(`/api/sessions/${session.id}/heartbeat`);
    return tokensOf(viewer);
  };
  await poll(watch, (tokens) => tokens < 100);
  for (const name of SERVICES) {
    const { status: ready } = await fetch(`${world.service(name).adminUrl}/readyz`);
    expect([name, ready]).toEqual([name, 200]);
  }
  const { body } = await poll(
    () => admin.get("/api/admin/integrity?run=now"),
    (answer) => answer.body.ok === true,
  );
  expect(body.checks.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
});
