import { newUuid } from "@metercast/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postgresTraces } from "../src/adapters/postgres/reads/trace.ts";
import { least } from "../src/domain/fifo.ts";
import { adjustment } from "../src/domain/templates.ts";
import { type TracedDebit, traceDebit } from "../src/usecases/trace-debit.ts";
import { traceMinutes } from "../src/usecases/trace-minutes.ts";
import { atOnce, type Books, openBooks, session } from "./books.ts";

let books: Books;
let viewer: bigint;
beforeAll(async () => {
  books = await openBooks();
  viewer = await books.viewer("trace-viewer", 1_000_000n);
});
afterAll(() => books?.close());

const DAY_MS = 86_400_000;
let requests = 0;
/** A debit of a creator by hand; gives the transfer's id, or undefined where it is declined. */
async function debit(userId: string, amount: bigint): Promise<string | undefined> {
  const answer = await books.postTransfer({
    source: "adjustment",
    requestId: `trace-${requests++}`,
    transfers: adjustment(userId, "USD", "debit", amount),
    referenceType: "ADJUSTMENT",
    referenceId: "",
    reason: "",
    actorId: "",
  });
  return answer.outcome === "posted" ? answer.transfer.id : undefined;
}

/** All pages of a trace: what each stream or transfer gave, and how many pages there were. */
async function traced(transfer: string) {
  const sources = new Map<string, bigint>();
  let total = 0n;
  let minutes = 0n;
  let pages = 0;
  for (let after: bigint | undefined = 0n; after !== undefined; pages++) {
    const { funding }: TracedDebit = await traceDebit(books.reads, { id: { transfer }, attempts: [], after });
    if (!funding) throw new Error("a debit is funded");
    total = funding.total;
    const add = (key: string, amount: bigint) => sources.set(key, (sources.get(key) ?? 0n) + amount);
    for (const { stream, cents } of funding.streams) add(stream, cents);
    for (const { id, amount } of funding.others) add(id, amount);
    for (const row of funding.streams) minutes += row.minutes;
    after = funding.reached;
  }
  return { sources, total, minutes, pages };
}

const step = fc.oneof(
  fc.record({
    kind: fc.constant("minutes" as const),
    stream: fc.nat(2),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant("credit" as const), cents: fc.bigInt(1n, 5_000n) }),
  fc.record({ kind: fc.constant("debit" as const), cents: fc.bigInt(1n, 6_000n) }),
);

let worlds = 0;
it("for any minutes, credits and debits, each debit is traced to the cent to the oldest money that no earlier debit spent", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      const userId = `trace-${worlds++}`;
      const creator = await books.creator(userId);
      const streams = [0, 1, 2].map(() => {
        const id = newUuid(Date.now());
        return { id, line: session(viewer, creator, id), next: 1 };
      });
      const queue: { key: string; left: bigint }[] = [];
      const expected = new Map<string, Map<string, bigint>>();
      for (const one of steps) {
        if (one.kind === "minutes") {
          const stream = streams[one.stream] as (typeof streams)[number];
          const lines = Array.from({ length: one.count }, () => stream.line(stream.next++));
          await books.ledger.postMinutes(lines, false);
          queue.push({ key: stream.id, left: 1_320n * BigInt(one.count) });
        } else if (one.kind === "credit") {
          const answer = await books.credit(userId, "USD", one.cents);
          if (answer.outcome === "posted") queue.push({ key: answer.transfer.id, left: one.cents });
        } else {
          const id = await debit(userId, one.cents);
          if (id !== undefined) expected.set(id, spend(queue, one.cents));
        }
      }
      for (const [id, sources] of expected) {
        const found = await traced(id);
        expect(found.sources).toEqual(sources);
        expect([...found.sources.values()].reduce((sum, cents) => sum + cents, 0n)).toBe(found.total);
      }
    }),
    { numRuns: 25 },
  );
});

/** Takes an amount from the front of a queue; gives what each source gave. */
function spend(queue: { key: string; left: bigint }[], amount: bigint): Map<string, bigint> {
  const taken = new Map<string, bigint>();
  for (let left = amount; left > 0n; ) {
    const first = queue[0];
    if (!first) throw new Error("more was spent than there was");
    const part = least(first.left, left);
    taken.set(first.key, (taken.get(first.key) ?? 0n) + part);
    first.left -= part;
    left -= part;
    if (first.left === 0n) queue.shift();
  }
  return taken;
}

it("a debit is followed to the minutes of its sessions and day; those of a posting that two debits share are marked", async () => {
  const userId = "trace-minutes";
  const creator = await books.creator(userId);
  const line = session(viewer, creator);
  await books.ledger.postMinutes([line(1)], false);
  await books.ledger.postMinutes([line(2), line(3)], false);
  await books.ledger.postMinutes([line(4)], false);
  const first = (await debit(userId, 2_000n)) as string;
  const second = (await debit(userId, 1_960n)) as string;
  const sessions = [{ session: line(1).session, minutes: 10 }];
  const today = Math.floor(Date.now() / DAY_MS);
  /** Of three days: midnight may pass meanwhile. */
  const minutesOf = async (transfer: string) => {
    const found = [];
    for (const at of [today - 1, today, today + 1]) {
      const query = { id: { transfer }, day: new Date(at * DAY_MS), sessions };
      found.push(...(await traceMinutes(books.reads, query)));
    }
    return found
      .sort((one, other) => one.minute - other.minute)
      .map(({ minute, viewer: who, tokens, cents, shared }) => [minute, who, tokens, cents, shared]);
  };
  const minute = (number: number, shared: boolean) => [number, "trace-viewer", 5n, 1_320n, shared];
  expect(await minutesOf(first)).toEqual([minute(1, false), minute(2, true), minute(3, true)]);
  expect(await minutesOf(second)).toEqual([minute(2, true), minute(3, true)]);
  const early = { id: { transfer: first }, day: new Date((today - 2) * DAY_MS), sessions };
  expect(await traceMinutes(books.reads, early)).toEqual([]);
});

it("a debit of many transfers is shown in pages: each transfer once, the sum to the cent", async () => {
  const userId = "trace-tips";
  await atOnce(Array.from({ length: 450 }), () => books.credit(userId, "USD", 7n));
  const id = await debit(userId, 3_000n);
  const { sources, total, pages } = await traced(id as string);
  expect([sources.size, total, pages]).toEqual([429, 3_000n, 3]);
  expect([...sources.values()].reduce((sum, cents) => sum + cents, 0n)).toBe(3_000n);
});

it("a held amount is traced to what it would spend now, a released one to nothing", async () => {
  const userId = "trace-held";
  await books.credit(userId, "USD", 100n);
  const early = await debit(userId, 30n);
  await books.credit(userId, "USD", 50n);
  const hold = { id: newUuid(Date.now()), userId, asset: "USD" as const, amount: 90n };
  await books.placeHold({ ...hold, referenceType: "WITHDRAWAL", referenceId: "wdr_1" });
  const ask = () => traceDebit(books.reads, { id: { hold: hold.id }, attempts: [], after: 0n });
  const { funding } = await ask();
  expect(funding).toMatchObject({ total: 90n, provisional: true });
  expect(funding?.others.map(({ amount }) => amount)).toEqual([70n, 20n]);
  await books.endHold(hold.id, "posted");
  expect((await ask()).funding).toMatchObject({
    total: 90n,
    provisional: false,
    others: [{ amount: 70n }, { amount: 20n }],
  });
  expect((await traced(early as string)).total).toBe(30n);
  const voided = { ...hold, id: newUuid(Date.now()), amount: 1n };
  await books.placeHold({ ...voided, referenceType: "WITHDRAWAL", referenceId: "wdr_2" });
  await books.endHold(voided.id, "voided");
  const released = await traceDebit(books.reads, { id: { hold: voided.id }, attempts: [], after: 0n });
  expect(released.funding).toBeUndefined();
});

it("a trace reads the postings of its debit and few others, however long the creator's history is", async () => {
  const userId = "trace-long";
  const creator = await books.creator(userId);
  // 200,000 postings of 5 minutes: a million minutes. Each 4,000 cents leave by a debit later.
  await books.sql(`
    WITH batch AS (INSERT INTO minute_batch (id, paid, refused, tokens, cents, posted_at)
      SELECT 1000000 + n, 5, 0, 25, 10, '2026-01-01'::timestamptz + n * interval '1 minute' FROM generate_series(1, 200000) AS n RETURNING id)
    INSERT INTO creator_posting (batch, stream, creator, lines, cents, balance_after, version)
      SELECT id, minute_bound(id / 1440 + 1), ${creator}, 5, 10, (id - 1000000) * 10, id - 1000000 FROM batch`);
  await books.sql(`UPDATE account SET posted = 2000000, version = 200000 WHERE id = ${creator}`);
  await books.sql("ANALYZE creator_posting, minute_batch");
  const ids: string[] = [];
  for (let i = 0; i < 50; i++) ids.push((await debit(userId, 40_000n)) as string);
  const read = await books.client.$transaction(async (tx) => {
    const soFar = async () => {
      const [row] = await tx.$queryRawUnsafe<{ read: number }[]>(
        "SELECT sum(pg_stat_get_xact_tuples_returned(oid))::integer AS read FROM pg_class WHERE relname IN ('creator_posting', 'creator_posting_entry', 'transfer')",
      );
      return row?.read ?? 0;
    };
    const before = await soFar();
    const found = await traceDebit(
      { traces: postgresTraces(tx) },
      { id: { transfer: ids[40] as string }, attempts: [], after: 0n },
    );
    expect(found.funding?.streams.reduce((sum, { minutes }) => sum + minutes, 0n)).toBe(20_000n);
    return (await soFar()) - before;
  });
  expect(read).toBeGreaterThanOrEqual(4_000);
  expect(read).toBeLessThan(20_000);
});
