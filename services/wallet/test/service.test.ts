import { encodeEvent, LineOutcome, newUuid, readLines, uuidToBytes } from "@metercast/contracts";
import type { MinutesDue } from "@metercast/contracts/billing/v1/events.ts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { MinutesPosted } from "@metercast/contracts/wallet/v1/events.ts";
import { Direction, WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Broker, connectBroker } from "@metercast/outbox";
import { withClient } from "@metercast/provision";
import { type Caller, callGrpc, createLogger } from "@metercast/runtime";
import { adjust, eventHeaders, poll, startWorld, type World } from "@metercast/testkit";
import { DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const CLIENTS = {
  demo: { TIP: { direction: "credit", asset: "USD", counterpart: "platform_usd", max_amount: "10000" } },
};

let world: World;
let broker: Broker;
let wallet: Caller<typeof WalletServiceService>;
const log = createLogger("test", "error");

beforeAll(async () => {
  world = await startWorld({ services: ["wallet"], env: { PLATFORM_CLIENTS: JSON.stringify(CLIENTS) } });
  broker = await connectBroker(world.nats.url, "test", log);
  wallet = callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", { deadlineMs: 60_000 });
});
afterAll(async () => {
  await broker?.close();
  await world?.stop();
});

/** Everything published on a subject so far, in order, at least `atLeast` messages. */
async function published(subject: string, atLeast: number): Promise<JsMsg[]> {
  const stream = await broker.manager.streams.find(subject);
  const consumer = await broker.jetstream.consumers.get(stream, {
    filter_subjects: subject,
    deliver_policy: DeliverPolicy.All,
  });
  const wanted = Math.max(atLeast, (await consumer.info()).num_pending);
  const found: JsMsg[] = [];
  for (const end = Date.now() + 60_000; Date.now() < end && found.length < wanted; ) {
    const batch = await consumer.fetch({ max_messages: 100, expires: 1_000 });
    for await (const message of batch) found.push(message);
  }
  return found;
}

interface Line {
  session: string;
  minute: number;
  viewer: bigint;
}
function dueBatch(lines: readonly Line[], creator: bigint, stream = newUuid(Date.now())): MinutesDue {
  return {
    terms: [
      {
        streamId: Buffer.from(uuidToBytes(stream)),
        creatorAccount: creator,
        tokensPerMinute: 5n,
        creatorCentsPerMinute: 1320n,
      },
    ],
    sessionIds: Buffer.concat(lines.map(({ session }) => uuidToBytes(session))),
    minutes: lines.map(({ minute }) => minute),
    viewerAccounts: lines.map(({ viewer }) => viewer),
    termIndexes: lines.map(() => 0),
  };
}

const DUE = "billing.minutes.due.v1";
const publishBytes = (bytes: Uint8Array | string) =>
  broker.jetstream.publish(DUE, bytes, { headers: eventHeaders(DUE) });
const publish = (due: MinutesDue) => publishBytes(encodeEvent(DUE, due).payload);

async function open(userId: string, tokens: bigint): Promise<bigint> {
  const { accounts } = await wallet.openAccounts({ accounts: [{ userId, asset: Asset.ASSET_TOKEN }] });
  if (tokens > 0n) await adjust(wallet, userId, "TOKEN", tokens);
  return accounts[0]?.account ?? 0n;
}
const credit = (userId: string, requestId: string, amount: bigint) => ({
  source: "adjustment",
  requestId,
  userId,
  asset: Asset.ASSET_TOKEN,
  direction: Direction.DIRECTION_CREDIT,
  amount,
  referenceType: "ADJUSTMENT",
  referenceId: "",
  reason: "test",
  actorId: "admin",
});
async function openCreator(userId: string): Promise<bigint> {
  const { accounts } = await wallet.openAccounts({ accounts: [{ userId, asset: Asset.ASSET_USD }] });
  return accounts[0]?.account ?? 0n;
}
const postedTokens = async (userId: string) => (await wallet.getBalances({ userId })).accounts[0]?.posted;

describe("batches of minutes from JetStream", () => {
  it("a batch delivered five times and out of order is posted once and answered each time", async () => {
    const viewer = await open("n1", 100n);
    const creator = await openCreator("nc1");
    const session = newUuid(Date.now());
    const stream = newUuid(Date.now());
    const first = dueBatch([{ session, minute: 1, viewer }], creator, stream);
    const second = dueBatch([{ session, minute: 2, viewer }], creator, stream);
    for (const batch of [second, first, second, first, first, second, second]) await publish(batch);
    await expect.poll(() => postedTokens("n1")).toBe(90n);
    const answers = await published("wallet.minutes.posted.v1", 7);
    const outcomes = answers
      .flatMap((message) => [...readLines(MinutesPosted.decode(message.data))])
      .filter((line) => line.sessionId === session);
    expect(
      outcomes.filter((line) => line.minute === 1).every((line) => line.outcome === LineOutcome.paid),
    ).toBe(true);
    expect(outcomes.some((line) => line.minute === 2 && line.outcome === LineOutcome.paid)).toBe(true);
    expect(await postedTokens("n1")).toBe(90n);
  });

  it("junk and wrong lines become dead letters with a reason, and what is right in the same batch is posted", async () => {
    const viewer = await open("n2", 100n);
    const creator = await openCreator("nc2");
    const good: Line = { session: newUuid(Date.now()), minute: 1, viewer };
    await publishBytes("\u0000\u00ffnot protobuf");
    await publishBytes(new Uint8Array(0));
    await publish({ ...dueBatch([good], creator), minutes: [1, 2] });
    await publish(
      dueBatch(
        [
          good,
          { ...good, viewer: viewer + 1n },
          { ...good, minute: 0 },
          { session: newUuid(Date.now()), minute: 1, viewer: 987_654_321n },
        ],
        creator,
      ),
    );
    await expect.poll(() => postedTokens("n2")).toBe(95n);
    const letters = await published("wallet.message.rejected.v1", 6);
    const reasons = letters.map((letter) => letter.headers?.get("Metercast-Reason"));
    expect(reasons).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^malformed/),
        "minute out of range",
        "unknown account",
        "the session has another viewer",
      ]),
    );
    expect(await postedTokens("n2")).toBe(95n);
  });
});

describe("a platform client's requests", () => {
  const ask = (client: string, body: object, direction = "credit") =>
    broker.jetstream.publish(`platform.${client}.${direction}.requested.v1`, JSON.stringify(body));
  const tip = {
    requestId: "tip-1",
    userId: "tipped",
    asset: "ASSET_USD",
    amount: "500",
    referenceType: "TIP",
    referenceId: "x",
    reason: "nice",
  };

  it("are posted once by their id, answered, and limited by the client's rules", async () => {
    await ask("demo", tip);
    const tipped = async () => (await wallet.getBalances({ userId: "tipped" })).accounts[0]?.posted;
    // Requests are handled side by side: the first one under an id has to be done before another is the
    // second.
    await expect.poll(tipped).toBe(500n);
    await ask("demo", tip);
    await ask("demo", { ...tip, amount: "501" });
    await ask("demo", { ...tip, requestId: "tip-2", amount: "10001" });
    await ask("demo", { ...tip, requestId: "tip-3", asset: "ASSET_TOKEN" });
    await ask("demo", { ...tip, requestId: "tip-4" }, "debit");
    // Nobody listens to a client that the wallet does not know.
    await expect(ask("stranger", { ...tip, requestId: "tip-5" })).rejects.toThrow();
    const rejected = await published("wallet.transfer.rejected.v1", 4);
    const codes = rejected
      .map((message) => message.json<{ requestId: string; code: string }>())
      .map(({ requestId, code }) => `${requestId} ${code}`);
    expect(codes.sort()).toEqual([
      "tip-1 idempotency_conflict",
      "tip-2 limit_exceeded",
      "tip-3 forbidden",
      "tip-4 forbidden",
    ]);
    expect(await tipped()).toBe(500n);
  });

  it("get one permanent answer: what was refused by the rules is not posted later, whatever its content becomes", async () => {
    const again = { ...tip, requestId: "tip-5", amount: "10001" };
    await ask("demo", again);
    await rejections("tip-5", 1);
    await ask("demo", { ...again, amount: "10" });
    expect(await rejections("tip-5", 2)).toEqual(["limit_exceeded", "limit_exceeded"]);
    await ask("demo", { ...again, amount: "20000" });
    expect(await rejections("tip-5", 3)).toEqual(["limit_exceeded", "limit_exceeded", "limit_exceeded"]);
    await ask("demo", { ...tip, amount: "20000" });
    expect(await rejections("tip-1", 2)).toEqual(["idempotency_conflict", "idempotency_conflict"]);
  });

  it("that can't be understood are answered where they have an id, and are dead letters where they have none", async () => {
    const wrong = [
      { amount: "-5" },
      { amount: "0" },
      { amount: "99999999999999999999" },
      { amount: "0x10" },
      { amount: 1.5 },
      { amount: true },
      { userId: "a b" },
      { userId: ["tipped"] },
      { asset: "EUR" },
      { reason: "\0" },
    ];
    const before = (await published("wallet.message.rejected.v1", 0)).length;
    for (const [i, change] of wrong.entries())
      await ask("demo", { ...tip, requestId: `wrong-${i}`, ...change });
    for (const i of wrong.keys()) expect(await rejections(`wrong-${i}`, 1)).toEqual(["invalid_request"]);
    // The id was not used up: nothing was understood.
    await ask("demo", { ...tip, requestId: "wrong-0", userId: "tipped-later" });
    const later = () => wallet.getBalances({ userId: "tipped-later" });
    await poll(later, ({ accounts }) => accounts[0]?.posted === 500n);
    for (const body of [{ ...tip, requestId: "" }, { ...tip, requestId: 7 }, {}, []]) await ask("demo", body);
    await broker.jetstream.publish("platform.demo.credit.requested.v1", "{]");
    const letters = await published("wallet.message.rejected.v1", before + 5);
    expect(letters.length).toBe(before + 5);
  });

  /** The codes with which a request was rejected, at least this many. */
  async function rejections(requestId: string, atLeast: number): Promise<string[]> {
    const codes = async () =>
      (await published("wallet.transfer.rejected.v1", 1))
        .map((message) => message.json<{ requestId: string; code: string }>())
        .filter((answer) => answer.requestId === requestId)
        .map(({ code }) => code);
    return poll(codes, (found) => found.length >= atLeast);
  }
});

describe("the gRPC door", () => {
  it.each([
    ["a negative amount", { amount: -1n }],
    ["nothing", { amount: 0n }],
    ["more than any amount", { amount: 2n ** 62n }],
    ["no asset", { asset: Asset.ASSET_UNSPECIFIED }],
    ["no direction", { direction: Direction.DIRECTION_UNSPECIFIED }],
    ["a user id with a blank", { userId: "a b" }],
    ["a NUL", { reason: "a\0b" }],
    ["no request id", { requestId: "" }],
    ["a source like a platform client's", { source: "platform:demo" }],
  ])("refuses a transfer with %s as invalid_request", async (_, wrong) => {
    await expect(wallet.postAdjustment({ ...credit("g1", "g1", 5n), ...wrong })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  it("answers an unknown hold and an unreadable id with their own codes", async () => {
    await expect(wallet.voidHold({ holdId: "hld_1" })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(wallet.voidHold({ holdId: `hld_${"0".repeat(32)}` })).rejects.toMatchObject({
      code: "hold_not_found",
    });
  });

  it("says that the books are right", async () => {
    const run = await wallet.getIntegrity({ runNow: true });
    expect(run.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(run.ok).toBe(true);
  });
});

it("a wallet killed after its commit and before its ack posts nothing twice; killed before it, posts it after its return", async () => {
  const viewer = await open("k1", 100n);
  const creator = await openCreator("kc1");
  const session = newUuid(Date.now());
  const stream = newUuid(Date.now());
  for (const [index, point] of [
    "wallet.before_post",
    "wallet.after_commit_before_ack",
    "relay.between_publish_and_mark",
  ].entries()) {
    const doomed = await world.arm("wallet", point);
    await publish(dueBatch([{ session, minute: index + 1, viewer }], creator, stream));
    await doomed.exited;
    const back = await world.restart("wallet");
    wallet = callGrpc(WalletServiceService, back.grpcAddress ?? "", { deadlineMs: 60_000 });
    const expected = 100n - 5n * BigInt(index + 1);
    expect(
      await poll(
        () => postedTokens("k1"),
        (tokens) => tokens === expected,
      ),
      point,
    ).toBe(expected);
  }
  const run = await wallet.getIntegrity({ runNow: true });
  expect(run.checks.filter(({ ok }) => !ok)).toEqual([]);
  const lines = await wallet.listMinutes({ sessionId: `ses_${session.replaceAll("-", "")}`, fromMinute: 1 });
  expect(lines.minutes.map(({ minute, paid }) => [minute, paid])).toEqual([
    [1, true],
    [2, true],
    [3, true],
  ]);
});

it("a wallet that starts holds the reserve of the days that are over", async () => {
  const creator = await openCreator("rc1");
  const viewer = await open("r1", 100n);
  await publish(dueBatch([{ session: newUuid(Date.now()), minute: 1, viewer }], creator));
  await expect.poll(() => postedTokens("r1")).toBe(95n);
  const day = new Date(Math.floor(Date.now() / 86_400_000 - 3) * 86_400_000);
  await withClient(world.adminUrl, async (client) => {
    await client.query("UPDATE wallet.earnings_hour SET hour = $1 WHERE creator = $2", [day, creator]);
    await client.query(
      `INSERT INTO wallet.earnings_policy (creator_id, version, hold_days, new_creator_days, new_creator_hold_days, reserve_percent,
         reserve_days, releases_earlier, reason, actor_id, request_id, at)
       VALUES ('rc1', 1, 0, 0, 0, 10, 30, false, 'test', 'admin-1', 'rc1', $1)`,
      [day],
    );
  });
  const started = await world.restart("wallet");
  wallet = callGrpc(WalletServiceService, started.grpcAddress ?? "", { deadlineMs: 60_000 });
  const held = async () =>
    (await wallet.getBalances({ userId: "rc1" })).accounts.map((account) => account.held);
  await expect.poll(held).toEqual([132n]);
  expect(await wallet.getAvailability({ creatorId: "rc1" })).toMatchObject({
    balance: 1_320n,
    available: 1_188n,
    heldForWithdrawals: 0n,
    upcoming: [{ amount: 132n, kind: "reserve" }],
  });
  expect((await wallet.getIntegrity({ runNow: true })).checks.filter(({ ok }) => !ok)).toEqual([]);
});
