import { LineOutcome, newUuid, readLines } from "@metercast/contracts";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postgresPeriods } from "../src/adapters/postgres/books/close-partitions.ts";
import type { DueMinute } from "../src/domain/minute.ts";
import { closePeriods } from "../src/usecases/close-periods.ts";
import { detachPeriods } from "../src/usecases/detach-periods.ts";
import { type Books, openBooks } from "./books.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The first partition that is closed begins so long ago. */
const OLDEST_MS = Math.floor((Date.now() - 50 * DAY_MS) / DAY_MS) * DAY_MS;
const CLOSE_AFTER_DAYS = 8;
const silent = createLogger("test", "silent");

let books: Books;
let creator: bigint;
/** Lines of the session that began before the midnight between the two oldest days. */
let overMidnight: (minute: number) => DueMinute;

beforeAll(async () => {
  books = await openBooks();
  creator = await books.creator("maker");
  const viewer = await books.viewer("watcher", 1_000n);
  overMidnight = sessionAt(OLDEST_MS + DAY_MS - 3 * MINUTE_MS, viewer);
  // One batch with lines of two days, one of a day alone, entries of another kind between them, and a line
  // of today.
  await post(overMidnight(1), overMidnight(2), overMidnight(3), overMidnight(4));
  await books.credit("watcher", "TOKEN", 7n);
  await post(overMidnight(5));
  const poor = sessionAt(OLDEST_MS + 5 * MINUTE_MS, await books.viewer("poor", 6n));
  await post(poor(1), poor(2));
  await post(sessionAt(OLDEST_MS + 3 * DAY_MS, viewer)(1), sessionAt(Date.now() - 60_000, viewer)(1));
  // Every day of the ledger has a partition, as where it was always running.
  await books.sql(
    `SELECT make_minute_partitions(array_agg($1::bigint + day::bigint * ${DAY_MS}), 24) FROM generate_series(0, 50) AS day`,
    [OLDEST_MS],
  );
});
afterAll(() => books?.close());

function sessionAt(startedAt: number, viewer: bigint) {
  const [session, stream] = [newUuid(startedAt), newUuid(startedAt)];
  return (minute: number): DueMinute => ({
    session,
    minute,
    viewer,
    creator,
    stream,
    tokens: 5n,
    cents: 1_320n,
  });
}
const post = (...lines: DueMinute[]) => books.ledger.postMinutes(lines, true);
const outcomes = async (...lines: DueMinute[]) =>
  [...readLines({ lines: Buffer.from((await post(...lines)).lines), creators: Buffer.of() })].map(
    ({ outcome }) => outcome,
  );
const ports = () => ({
  periods: postgresPeriods(books.client, books.client, 24),
  log: silent,
  clock: { now: Date.now },
});
const close = () => closePeriods(ports(), CLOSE_AFTER_DAYS);
const count = async (sql: string) =>
  (await books.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`))[0]?.n;
const wrong = async (whole: boolean) =>
  (await books.integrity(whole)).checks.filter(({ ok }) => !ok).map(({ name }) => name);
const balance = async (userId: string) => (await books.accountsOf(userId))[0]?.posted;
const statement = (userId: string, fromMs: number, toMs: number) =>
  books.reads.entries.statement({
    userId,
    asset: "TOKEN",
    from: new Date(fromMs),
    to: new Date(toMs),
    limit: 100,
    cursor: "",
  });

it("what ended long enough ago is closed and summed up once, by two at a time; the books are as right by the sums as line by line", async () => {
  expect(await wrong(false)).toEqual([]);
  // Another day may end after that.
  const began = new Date();
  await Promise.allSettled([close(), close()]);
  await close();
  const [{ closed, summed, open } = { closed: 0, summed: 0, open: 0 }] = await books.sql<{
    closed: number;
    summed: number;
    open: number;
  }>(
    `SELECT count(closed_at)::int AS closed, (SELECT count(*)::int FROM closed_partition) AS summed,
            count(*) FILTER (WHERE closed_at IS NULL AND minute_time(to_id) <= $1::timestamptz - interval '8 days')::int AS open FROM minute_partition`,
    [began],
  );
  expect(closed).toBeGreaterThanOrEqual(41);
  expect({ summed, open }).toEqual({ summed: closed, open: 0 });
  expect(await count("closed_run WHERE account = (SELECT id FROM account WHERE owner = 'watcher')")).toBe(4);
  expect(await wrong(false)).toEqual([]);
  expect(await wrong(true)).toEqual([]);
});

it("a line of a closed part is answered as before if it was decided, as too old if not, and its followers too; nothing is charged", async () => {
  const before = await balance("watcher");
  expect(await outcomes(overMidnight(4), overMidnight(5))).toEqual([LineOutcome.paid, LineOutcome.paid]);
  expect(await outcomes(overMidnight(6), overMidnight(7))).toEqual([
    LineOutcome.periodClosed,
    LineOutcome.periodClosed,
  ]);
  const fresh = sessionAt(OLDEST_MS + 60_000, await books.viewer("late", 100n));
  expect(await outcomes(fresh(1))).toEqual([LineOutcome.periodClosed]);
  // A session that is as old and goes on until today: what it lacks can't be sent any more.
  const minutesUntilNow = Math.floor((Date.now() - OLDEST_MS) / MINUTE_MS);
  expect(await outcomes(fresh(minutesUntilNow))).toEqual([LineOutcome.gap]);
  expect(await balance("watcher")).toBe(before);
  expect(await balance("late")).toBe(100n);
});

it("a changed line of a closed partition is found when its turn comes, and by a whole run at once; a changed sum by every run", async () => {
  const line = `viewer_minute WHERE id = minute_id('${overMidnight(1).session}', 2)`;
  await books.sql(`UPDATE ${line.replace(" WHERE", " SET tokens = 4 WHERE")}`);
  expect(await wrong(true)).toEqual(
    expect.arrayContaining([
      "balances_are_their_entries",
      "platform_balances",
      "both_legs",
      "closed_partitions",
    ]),
  );
  // Its turn is the one that was not looked at for the longest time.
  await books.sql(
    "UPDATE closed_partition SET verified_at = now() - interval '1 year' WHERE partition = (SELECT partition FROM closed_partition JOIN minute_partition p ON p.name = partition ORDER BY p.from_id LIMIT 1)",
  );
  expect(await wrong(false)).toEqual(["closed_partitions"]);
  await books.sql(`UPDATE ${line.replace(" WHERE", " SET tokens = 5 WHERE")}`);
  await books.sql("UPDATE closed_run SET amount = amount - 5 WHERE first_version = 2");
  expect(await wrong(false)).toContain("balances_are_their_entries");
  await books.sql("UPDATE closed_run SET amount = amount + 5 WHERE first_version = 2");
  expect(await wrong(true)).toEqual([]);
});

it("a partition that is wrong in itself gets no sums, and the checks go on reading it", async () => {
  await books.sql(
    "DELETE FROM closed_stream; DELETE FROM closed_line; DELETE FROM closed_run; DELETE FROM closed_partition",
  );
  const line = `viewer_minute SET balance_after = balance_after + 1 WHERE id = minute_id('${overMidnight(1).session}', 2)`;
  await books.sql(`UPDATE ${line}`);
  await close();
  expect(await count("closed_partition")).toBe(0);
  expect(await wrong(false)).toEqual(["balances_are_their_entries"]);
  await books.sql(`UPDATE ${line.replace("+ 1", "- 1")}`);
  await close();
  expect(await count("closed_partition")).toBeGreaterThan(40);
  expect(await wrong(false)).toEqual([]);
});

it("what is older than the retention is detached, oldest first, and stays as a table; balances, checks and later statements stand by its sums", async () => {
  const lines = await count("viewer_minute");
  const monthBefore = await statement("watcher", OLDEST_MS - DAY_MS, Date.now() + DAY_MS);
  await detachPeriods(ports(), 30);
  const detached = await books.sql<{ name: string }>(
    "SELECT name FROM minute_partition WHERE detached_at IS NOT NULL ORDER BY from_id",
  );
  expect(detached.length).toBeGreaterThanOrEqual(19);
  expect(
    await count(
      "minute_partition WHERE detached_at IS NOT NULL AND minute_time(to_id) > now() - interval '30 days'",
    ),
  ).toBe(0);
  expect(await count(detached[0]?.name ?? "")).toBe(4);
  expect(await count("viewer_minute")).toBe(1);
  expect(lines).toBe(9);
  expect(await wrong(false)).toEqual([]);
  expect(await wrong(true)).toEqual([]);
  // A minute that was paid there is not charged again.
  const before = await balance("watcher");
  expect(await outcomes(overMidnight(1), overMidnight(5))).toEqual([
    LineOutcome.periodClosed,
    LineOutcome.periodClosed,
  ]);
  expect(await balance("watcher")).toBe(before);
  // The entries were made today, whatever the time of their minutes: today's statement lacks some of them,
  // and says so.
  expect(monthBefore.closingBalance).toBe(before);
  await expect(statement("watcher", OLDEST_MS - DAY_MS, Date.now() + DAY_MS)).rejects.toMatchObject({
    code: "too_old",
  });
  expect(await statement("watcher", Date.now() + DAY_MS, Date.now() + 2 * DAY_MS)).toMatchObject({
    openingBalance: before,
    entries: [],
  });
});

it("the service can't close, reopen or detach but by the rules, nor change what was summed up", async () => {
  await withClient(books.database.urls.wallet ?? "", async (service) => {
    for (const statement of [
      "UPDATE minute_partition SET closed_at = NULL",
      "UPDATE closed_partition SET tokens = 0",
      "DELETE FROM closed_run",
    ])
      await expect(service.query(statement)).rejects.toThrow(/permission denied/);
    const before = await count("minute_partition WHERE closed_at IS NOT NULL");
    await service.query("SELECT close_minute_partitions(-1000), detach_minute_partition(0)");
    expect(
      await count(
        "minute_partition WHERE closed_at IS NOT NULL AND minute_time(to_id) > now() - interval '1 day'",
      ),
    ).toBe(0);
    expect(await count("minute_partition WHERE closed_at IS NOT NULL")).toBeGreaterThanOrEqual(before ?? 0);
    expect(
      await count(
        "minute_partition WHERE detached_at IS NOT NULL AND minute_time(to_id) > now() - interval '30 days'",
      ),
    ).toBe(0);
  });
});
