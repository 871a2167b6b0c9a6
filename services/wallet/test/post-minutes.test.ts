import { LineOutcome, newUuid, readCreators, readLines } from "@metercast/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postMinutes } from "../src/adapters/postgres/minutes/post-minutes.ts";
import type { DueMinute } from "../src/domain/minute.ts";
import type { PostedMinutes } from "../src/ports/ledger.ts";
import { atOnce, type Books, LOW_BELOW, openBooks, session } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());

const wire = ({ lines, creators }: PostedMinutes) => ({
  lines: Buffer.from(lines),
  creators: Buffer.from(creators),
});
const outcomes = (posted: PostedMinutes) => [...readLines(wire(posted))].map(({ outcome }) => outcome);
const { paid, refused, gap } = LineOutcome;
const balance = async (userId: string) => (await books.accountsOf(userId))[0]?.posted;

const settings = { lowBelow: LOW_BELOW, partitionHours: 24 };
const rowsReadBy = (batches: readonly DueMinute[][]) =>
  books.minutesRead(async (tx) => {
    for (const lines of batches) await postMinutes(tx, lines, true, settings);
  });

describe("a batch of minutes", () => {
  it("debits the viewer and credits the creator in one transaction, with balances and versions of both", async () => {
    const viewer = await books.viewer("v1", 12n);
    const creator = await books.creator("c1");
    const posted = await books.ledger.postMinutes([session(viewer, creator)(1)], true);
    expect(posted).toMatchObject({ paid: 1, refused: 0, replayed: 0, gaps: 0 });
    expect([...readLines(wire(posted))][0]).toMatchObject({
      viewerAccount: Number(viewer),
      posted: 7,
      version: 2,
      outcome: paid,
    });
    expect([...readCreators(wire(posted))][0]).toMatchObject({
      creatorAccount: Number(creator),
      cents: 1320,
      posted: 1320,
      version: 1,
      lines: 1,
    });
    expect(await balance("c1")).toBe(1320n);
  });

  it("posts a minute once, however often it comes, and answers with what was decided", async () => {
    const line = session(await books.viewer("v2", 100n), await books.creator("c2"));
    await books.ledger.postMinutes([line(1)], true);
    const again = await books.ledger.postMinutes([line(1), line(2)], true);
    expect(again).toMatchObject({ paid: 1, replayed: 1 });
    expect(outcomes(again)).toEqual([paid, paid]);
    const concurrent = await Promise.all(
      Array.from({ length: 8 }, () => books.ledger.postMinutes([line(3)], true)),
    );
    expect(concurrent.reduce((sum, posted) => sum + posted.paid, 0)).toBe(1);
    expect(await balance("v2")).toBe(85n);
  });

  it("refuses what a viewer cannot pay, keeps the refusal, and refuses every later minute of that session even after a top-up", async () => {
    const viewer = await books.viewer("v3", 7n);
    const line = session(viewer, await books.creator("c3"));
    expect(outcomes(await books.ledger.postMinutes([line(1)], true))).toEqual([paid]);
    expect(outcomes(await books.ledger.postMinutes([line(2)], true))).toEqual([refused]);
    await books.credit("v3", "TOKEN", 100n);
    expect(outcomes(await books.ledger.postMinutes([line(2), line(3)], true))).toEqual([refused, refused]);
    expect(await balance("v3")).toBe(102n);
    expect(await balance("c3")).toBe(1320n);
  });

  it("judges several minutes and sessions of one viewer one after another, until the tokens end", async () => {
    const viewer = await books.viewer("v4", 17n);
    const creator = await books.creator("c4");
    const [first, second] = [session(viewer, creator), session(viewer, creator)];
    const posted = await books.ledger.postMinutes([second(1), first(2), first(1), second(2)], true);
    expect(posted).toMatchObject({ paid: 3, refused: 1 });
    expect(await balance("v4")).toBe(2n);
    expect(await balance("c4")).toBe(3960n);
  });

  it("answers a minute whose predecessor is not decided with a gap, and posts it when that was posted", async () => {
    const line = session(await books.viewer("v5", 100n), await books.creator("c5"));
    expect(outcomes(await books.ledger.postMinutes([line(3)], true))).toEqual([gap]);
    expect(await balance("v5")).toBe(100n);
    expect(outcomes(await books.ledger.postMinutes([line(3), line(1), line(2)], true))).toEqual([
      paid,
      paid,
      paid,
    ]);
  });

  it("posts no leg on a side whose price is zero", async () => {
    const viewer = await books.viewer("v6", 3n);
    const creator = await books.creator("c6");
    const free = await books.ledger.postMinutes([session(viewer, creator)(1, { tokens: 0n })], true);
    expect(outcomes(free)).toEqual([paid]);
    expect((await books.accountsOf("v6"))[0]).toMatchObject({ posted: 3n, version: 1n });
    expect(await balance("c6")).toBe(1320n);
    await books.credit("v6", "TOKEN", 10n);
    await books.ledger.postMinutes([session(viewer, creator)(1, { cents: 0n })], true);
    expect(await balance("v6")).toBe(8n);
    expect(await balance("c6")).toBe(1320n);
  });

  it("puts lines of unknown accounts aside and posts the rest", async () => {
    const viewer = await books.viewer("v7", 100n);
    const creator = await books.creator("c7");
    const lines = [
      session(viewer, creator)(1),
      session(999_999n, creator)(1),
      session(viewer, 888_888n)(1),
      session(viewer, viewer)(1),
    ];
    const posted = await books.ledger.postMinutes(lines, true);
    expect(posted.paid).toBe(1);
    expect(posted.unknown).toHaveLength(3);
  });

  it("tells once that a viewer's tokens run low and once that they are used up", async () => {
    const viewer = await books.viewer("v8", 15n);
    const line = session(viewer, await books.creator("c8"));
    for (const minute of [1, 2, 3, 4]) await books.ledger.postMinutes([line(minute)], true);
    const events = await books.sql<{ subject: string; body: string }>(
      "SELECT subject, convert_from(payload, 'UTF8') AS body FROM outbox WHERE subject LIKE 'wallet.balance.%' ORDER BY id",
    );
    const mine = events.filter(({ body }) => body.includes('"v8"'));
    // 0 → 15 came back above the mark, 15 → 10 crosses nothing, 10 → 5 is low, 5 → 0 is the end.
    expect(mine.map(({ subject }) => subject)).toEqual([
      "wallet.balance.recovered.v1",
      "wallet.balance.low.v1",
      "wallet.balance.exhausted.v1",
    ]);
    expect(mine.map(({ body }) => JSON.parse(body).available ?? "0")).toEqual(["15", "5", "0"]);
  });

  it("gives one entry per stream and batch to a creator, equal to the lines that name it", async () => {
    const creator = await books.creator("c9");
    const streams = [newUuid(Date.now()), newUuid(Date.now())];
    const lines = [];
    for (let i = 0; i < 9; i++) {
      lines.push(session(await books.viewer(`v9-${i}`, 100n), creator, streams[i % 2])(1));
    }
    await books.ledger.postMinutes(lines, true);
    const { entries } = await books.reads.entries.list({
      userId: "c9",
      asset: undefined,
      referenceType: "",
      limit: 20,
      cursor: "",
    });
    expect(entries.map(({ amount }) => amount).sort()).toEqual([4n * 1320n, 5n * 1320n]);
    expect(entries[0]?.balanceAfter).toBe(9n * 1320n);
  });

  it("two posters with overlapping viewers and creators in opposite order never lose or double a line, nor deadlock", async () => {
    const creators = await Promise.all(Array.from({ length: 4 }, (_, i) => books.creator(`c10-${i}`)));
    const names = Array.from({ length: 60 }, (_, i) => `v10-${i}`);
    const viewers = await atOnce(names, (name) => books.viewer(name, 1_000n));
    const sessions = viewers.map((viewer, i) => session(viewer, creators[i % 4] as bigint));
    for (let minute = 1; minute <= 10; minute++) {
      const lines = sessions.map((line) => line(minute));
      await Promise.all([
        books.ledger.postMinutes(lines, true),
        books.ledger.postMinutes([...lines].reverse(), true),
        books.ledger.postMinutes([...lines.slice(30), ...lines.slice(0, 30)], true),
      ]);
    }
    const [{ deadlocks } = { deadlocks: "?" }] = await books.sql<{ deadlocks: string }>(
      "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
    );
    expect(deadlocks).toBe("0");
    for (const i of [0, 31, 59]) expect(await balance(`v10-${i}`)).toBe(950n);
    expect(await balance("c10-0")).toBe(15n * 10n * 1320n);
  });

  it("reads as many stored lines as it has lines itself, however many are stored, also of those that are judged one by one", async () => {
    const creator = await books.creator("c11");
    const names = Array.from({ length: 200 }, (_, i) => `v11-${i}`);
    const viewers = await atOnce(names, (name) => books.viewer(name, 1_000n));
    const sessions = viewers.map((viewer) => session(viewer, creator));
    for (let minute = 1; minute <= 10; minute++)
      await books.ledger.postMinutes(
        sessions.map((line) => line(minute)),
        true,
      );
    const batches = [11, 12, 13, 14, 15].map((minute) => sessions.map((line) => line(minute)));
    const read = await rowsReadBy(batches);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(5 * 200 * 3);

    const readForPairs = await rowsReadBy(sessions.slice(0, 20).map((line) => [line(16), line(17)]));
    expect(readForPairs).toBeGreaterThan(0);
    expect(readForPairs).toBeLessThan(20 * 2 * 6);
  });

  it("leaves platform balances as they are when their deltas are folded", async () => {
    const sum = () =>
      books.sql(
        "SELECT p.name, (p.folded + coalesce(sum(d.amount), 0))::text AS balance FROM platform_account p LEFT JOIN platform_delta d ON d.account = p.name GROUP BY p.name ORDER BY 1",
      );
    const before = await sum();
    await Promise.all([
      books.fold(),
      books.fold(),
      books.ledger.postMinutes([session(await books.viewer("v12", 0n), await books.creator("c12"))(1)], true),
    ]);
    expect(await sum()).toEqual(before);
    expect(await books.sql("SELECT 1 FROM platform_delta")).toEqual([]);
  });

  it("leaves books that every check finds right", async () => {
    const run = await books.integrity();
    expect(run.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(run.checks.find(({ name }) => name === "paid_minutes_come_first")?.compared).toBeGreaterThan(600n);
  });
});
