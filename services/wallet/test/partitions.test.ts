import { LineOutcome, newUuid, readLines } from "@metercast/contracts";
import { withClient } from "@metercast/provision";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePartitions, makePartitionsAhead } from "../src/adapters/postgres/books/partitions.ts";
import { type Books, openBooks, session } from "./books.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => Date.now() - days * DAY_MS;

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());

/** Lines of a session that began at a time. */
const sessionAt = (startedAt: number, viewer: bigint, creator: bigint) =>
  session(viewer, creator, newUuid(startedAt), startedAt);

const partitions = () =>
  books.sql<{ name: string; hours: number }>(
    `SELECT name, extract(epoch FROM minute_time(to_id) - minute_time(from_id))::int / 3600 AS hours FROM minute_partition ORDER BY from_id`,
  );
const outcomes = (lines: Uint8Array) =>
  [...readLines({ lines: Buffer.from(lines), creators: Buffer.of() })].map(({ outcome }) => outcome);

it("a minute without a partition creates it and is posted once, by many at once", async () => {
  const before = (await partitions()).length;
  const creator = await books.creator("pc1");
  const viewers = await Promise.all(Array.from({ length: 6 }, (_, i) => books.viewer(`p1-${i}`, 100n)));
  const lines = viewers.map((viewer, i) => sessionAt(daysAgo(40 + (i % 2) * 7), viewer, creator)(1));
  const posted = await Promise.all(
    [lines, lines, lines].map((batch) => books.ledger.postMinutes(batch, true)),
  );
  expect(posted.reduce((sum, { paid }) => sum + paid, 0)).toBe(6);
  expect(await partitions()).toHaveLength(before + 2);
  const rows = await books.sql("SELECT DISTINCT tableoid::regclass FROM viewer_minute");
  expect(rows).toHaveLength(2);
});

it("a session over midnight goes on in the next partition: a replay is answered, a gap is seen, over the border too", async () => {
  const midnight = Math.floor(daysAgo(20) / DAY_MS) * DAY_MS;
  const line = sessionAt(midnight - 150_000, await books.viewer("p2", 100n), await books.creator("pc2"));
  expect(outcomes((await books.ledger.postMinutes([line(4)], true)).lines)).toEqual([LineOutcome.gap]);
  const posted = await books.ledger.postMinutes([line(1), line(2), line(3), line(4)], true);
  expect(posted).toMatchObject({ paid: 4 });
  expect((await books.ledger.postMinutes([line(2), line(3)], true)).replayed).toBe(2);
  expect((await books.ledger.postMinutes([line(5)], true)).paid).toBe(1);
  const { entries } = await books.reads.entries.list({
    userId: "p2",
    asset: undefined,
    referenceType: "STREAM_VIEW",
    limit: 10,
    cursor: "",
  });
  expect(entries.map(({ balanceAfter }) => balanceAfter)).toEqual([75n, 80n, 85n, 90n, 95n]);
  expect(await books.reads.entries.minutesOf(line(1).session, 1, 10)).toHaveLength(5);
});

it("partitions are made ahead once, by however many; another length begins where the old ones end", async () => {
  const future = new Date(daysAgo(-30));
  const made = await Promise.all([1, 2, 3].map(() => makePartitionsAhead(books.client, future, 24)));
  expect(made.reduce((a, b) => a + b)).toBe(4);
  expect(await makePartitionsAhead(books.client, future, 24)).toBe(0);
  const last = Math.floor(daysAgo(-33) / DAY_MS) * DAY_MS;
  // The week that holds the day after begins before it.
  expect(await makePartitions(books.client, [last + DAY_MS + 1], 168)).toBe(1);
  expect((await partitions()).at(-1)?.hours).toBeLessThanOrEqual(168);
  expect(await makePartitions(books.client, [last + DAY_MS + 1], 1)).toBe(0);
  const [overlaps] = await books.sql(
    "SELECT count(*)::int AS n FROM minute_partition a JOIN minute_partition b ON a.from_id < b.to_id AND b.from_id < a.to_id AND a.name <> b.name",
  );
  expect(overlaps).toEqual({ n: 0 });
});

it("the service can't read, change, make or take a partition alone", async () => {
  const [{ name } = { name: "" }] = await partitions();
  await withClient(books.database.urls.wallet ?? "", async (service) => {
    for (const statement of [
      `SELECT FROM ${name}`,
      `DELETE FROM ${name}`,
      `DROP TABLE ${name}`,
      `ALTER TABLE viewer_minute DETACH PARTITION ${name}`,
      "CREATE TABLE mine (id integer)",
      "UPDATE minute_partition SET closed_at = now()",
    ])
      await expect(service.query(statement)).rejects.toThrow(/permission denied|must be owner/);
  });
});

/** The wallet's migrations, applied by hand up to one and from there on. */
it("the books of all partitions are right", async () => {
  expect((await books.integrity()).checks.filter(({ ok }) => !ok)).toEqual([]);
});
