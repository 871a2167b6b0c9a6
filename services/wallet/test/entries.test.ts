import { newUuid } from "@metercast/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listEntries } from "../src/adapters/postgres/reads/entries.ts";
import { readStatement } from "../src/adapters/postgres/reads/statement.ts";
import { atOnce, type Books, openBooks, session } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());

it("pages of entries neither repeat nor skip while new ones arrive", async () => {
  for (let i = 0; i < 25; i++) await books.credit("p1", i % 3 ? "TOKEN" : "USD", 1n);
  const seen: string[] = [];
  let cursor = "";
  for (let pages = 0; pages < 10; pages++) {
    const page = await books.reads.entries.list({
      userId: "p1",
      asset: undefined,
      referenceType: "",
      limit: 4,
      cursor,
    });
    seen.push(...page.entries.map(({ id }) => id));
    await books.credit("p1", "TOKEN", 1n);
    cursor = page.nextCursor;
    if (!cursor) break;
  }
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
});

it("pages show every entry once, also of transfers that came at the same moment in both accounts", async () => {
  const assets = Array.from({ length: 60 }, (_, i) => (i % 2 ? "TOKEN" : "USD"));
  await atOnce(assets, (asset) => books.credit("p2", asset, 1n));
  for (const [asset, limit, expected] of [
    [undefined, 1, 60],
    [undefined, 7, 60],
    ["TOKEN", 3, 30],
  ] as const) {
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await books.reads.entries.list({ userId: "p2", asset, referenceType: "", limit, cursor });
      seen.push(...page.entries.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== "" && seen.length < 100);
    expect([seen.length, new Set(seen).size]).toEqual([expected, expected]);
  }
});

it("a page reads as many minutes as it shows and one of each other partition, however many there are", async () => {
  const viewer = await books.viewer("p3", 100_000n);
  const creator = await books.creator("p3-creator");
  const startedAt = Date.now() - 5 * 24 * 3_600_000;
  const line = session(viewer, creator, newUuid(startedAt), startedAt);
  for (let first = 1; first <= 7_000; first += 1_000)
    await books.ledger.postMinutes(
      Array.from({ length: 1_000 }, (_, i) => line(first + i)),
      false,
    );
  const query = { userId: "p3", asset: "TOKEN" as const, referenceType: "", limit: 50 };
  const backwards = await books.minutesRead((tx) =>
    tenPages("", (cursor) => listEntries(tx, { ...query, cursor })),
  );
  expect(backwards).toBeGreaterThanOrEqual(10 * 50);
  expect(backwards).toBeLessThan(10 * (50 + 20));

  const month = { userId: "p3", asset: "TOKEN" as const, from: new Date(0), to: new Date(), limit: 50 };
  const { nextCursor } = await readStatement(books.client, { ...month, cursor: "" });
  const forwards = await books.minutesRead((tx) =>
    tenPages(nextCursor, (cursor) => readStatement(tx, { ...month, cursor })),
  );
  expect(forwards).toBeGreaterThanOrEqual(10 * 50);
  expect(forwards).toBeLessThan(10 * (50 + 40));
});

it("a statement's sums are cut by the months of its zone and make its closing balance", async () => {
  const viewer = await books.viewer("p4", 100n);
  const creator = await books.creator("p4-creator");
  const [first, second] = [newUuid(Date.now()), newUuid(Date.now())];
  const post = async (stream: string, minutes: number) => {
    const line = session(viewer, creator, stream);
    await books.ledger.postMinutes(
      Array.from({ length: minutes }, (_, i) => line(i + 1)),
      false,
    );
  };
  await post(first, 3);
  await post(second, 2);
  // The first batch is posted half an hour before November in UTC, which is November in Berlin.
  const batches = await books.sql<{ id: string }>(
    "SELECT id FROM minute_batch WHERE id IN (SELECT batch FROM creator_posting WHERE creator = $1) ORDER BY id",
    [creator],
  );
  for (const [at, batch] of [
    ["2026-10-31T23:30:00Z", batches[0]],
    ["2026-11-15T12:00:00Z", batches[1]],
  ] as const)
    await books.sql("UPDATE minute_batch SET posted_at = $1 WHERE id = $2", [at, batch?.id]);
  await books.sql("UPDATE transfer SET created_at = '2026-10-01T00:00:00Z' WHERE credit_account = $1", [
    viewer,
  ]);
  const totals = (userId: string, asset: "TOKEN" | "USD", zone: string) => {
    const [from, to] = [new Date("2026-01-01"), new Date("2026-12-01")];
    return books.reads.entries.statementTotals({ userId, asset, from, to, zone });
  };
  const berlin = await totals("p4", "TOKEN", "Europe/Berlin");
  expect(berlin.months).toEqual([
    { month: "2026-10", referenceType: "ADJUSTMENT", minutes: 0n, amount: 100n },
    { month: "2026-11", referenceType: "STREAM_VIEW", minutes: 5n, amount: -25n },
  ]);
  expect([berlin.openingBalance, berlin.closingBalance]).toEqual([0n, 75n]);
  expect(berlin.streams).toEqual([
    { stream: first, minutes: 3n, amount: -15n },
    { stream: second, minutes: 2n, amount: -10n },
  ]);
  expect(berlin.transfers.map(({ amount, referenceType }) => [amount, referenceType])).toEqual([
    [100n, "ADJUSTMENT"],
  ]);
  const [october] = await books.reads.earnings.hourly(new Date("2026-10-31T23:00:00Z"));
  expect(october).toEqual({
    start: new Date("2026-10-31T23:00:00Z"),
    minutes: 3n,
    tokens: 15n,
    cents: 3_960n,
  });
  const utc = await totals("p4-creator", "USD", "UTC");
  expect(utc.months.map(({ month, minutes, amount }) => [month, minutes, amount])).toEqual([
    ["2026-10", 3n, 3_960n],
    ["2026-11", 2n, 2_640n],
  ]);
  expect(utc.closingBalance).toBe(6_600n);
});

/** Reads on from a cursor: ten pages of fifty. */
async function tenPages(
  from: string,
  read: (cursor: string) => Promise<{ entries: readonly unknown[]; nextCursor: string }>,
): Promise<void> {
  let cursor = from;
  for (let page = 0; page < 10; page++) {
    const { entries, nextCursor } = await read(cursor);
    expect(entries).toHaveLength(50);
    cursor = nextCursor;
  }
}
