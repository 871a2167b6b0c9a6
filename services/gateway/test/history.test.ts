import type { Session } from "@metercast/contracts/billing/v1/billing.ts";
import { type Answer, clockReaches, sign } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { act, asCreator, asOwner, gateway, get } from "./api-world.ts";
import { call } from "./harness.ts";
import { hasty } from "./hasty.ts";

type Row = Record<string, string>;
/** Amounts are whole tokens here. */
interface Entry {
  id: string;
  amount: number;
  balance_after: number;
  reference_type: string;
  created_at: string;
}

/** The present month, which does not end within a minute: what a test does here is all of one month. */
async function presentMonth(): Promise<string> {
  const at = new Date();
  const next = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
  if (next - at.getTime() < 60_000) await clockReaches(next + 100);
  return new Date().toISOString().slice(0, 7);
}
const asViewer = (user: string) => sign(gateway.secret, user, ["viewer"]);

/** All pages of a statement. */
async function statement(token: string, query: string, between?: () => Promise<unknown>) {
  const pages: Answer["body"][] = [];
  for (let cursor = ""; ; cursor = `&cursor=${pages.at(-1).next_cursor}`) {
    const { status, body } = await get(`/api/wallet/statement?${query}${cursor}`, token);
    expect(status).toBe(200);
    pages.push(body);
    if (!body.has_more) return { pages, entries: pages.flatMap(({ data }): Entry[] => data) };
    await between?.();
  }
}

function parseCsv(text: string): Row[] {
  const [header = [], ...rows] = text
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((m) => m[1] ?? m[2] ?? ""),
    );
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

/** Paid minutes of a new session, in one batch. */
async function watch(user: string, minutes: number): Promise<Session> {
  const session = await act.join(user, (await act.stream(`creator-of-${user}`)).id);
  await act.minutes(session, ...Array.from({ length: minutes }, (_, i) => i + 1));
  return session;
}

describe("a statement of some days", () => {
  it("adds up to the ledger's balance as JSON, CSV and PDF, in the days of its zone", async () => {
    const token = await asViewer("days-viewer");
    await act.give("days-viewer", 500);
    const session = await watch("days-viewer", 3);
    // From a month ago until tomorrow: the day may turn during the test.
    const day = (days: number) =>
      new Intl.DateTimeFormat("sv-SE", { timeZone: "Pacific/Auckland" }).format(
        Date.now() + days * 86_400_000,
      );
    const days = `from=${day(-30)}&to=${day(1)}`;
    const query = `/api/statements?${days}&zone=Pacific/Auckland`;
    const { status, body } = await get(query, token);
    expect([status, body.opening_balance, body.closing_balance]).toEqual([200, 0, 485]);
    expect(body.sums).toEqual([
      { reference_type: "ADJUSTMENT", amount: 500 },
      { reference_type: "STREAM_VIEW", amount: -15 },
    ]);
    expect(body.streams).toMatchObject([{ stream_id: session.streamId, minutes: 3, amount: -15 }]);
    expect(body.streams[0].title).not.toBeNull();
    const inMonths = (of: (month: Record<string, number>) => number) => sum(body.months.map(of));
    expect([
      inMonths(({ minutes = 0 }) => minutes),
      inMonths(({ amount_of_minutes: amount = 0 }) => amount),
      inMonths(({ amount_of_transfers: amount = 0 }) => amount),
    ]).toEqual([3, -15, 500]);
    expect(body.from).toMatch(/T00:00:00\+1[23]:00$/);

    const csv = await get(`${query}&format=csv`, token);
    const rows = parseCsv(csv.body);
    expect([rows.length, rows.at(-1)?.balance]).toEqual([6, "485"]);
    expect(rows.every(({ time }) => time?.match(/\+1[23]:00$/))).toBe(true);
    const pdf = await fetch(`${gateway.url}${query}&format=pdf&lang=es`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
  });

  it("takes real days of a real zone only, in order, at most a year of them, and nobody else's", async () => {
    const token = await asViewer("days-viewer");
    for (const query of [
      "from=2026-02-30&to=2026-03-01",
      "from=2026-03-02&to=2026-03-01",
      "from=2025-01-01&to=2026-01-02",
      "from=2026-03-01&to=2026-03-02&zone=Mars/Olympus",
      "from=2026-03-01",
    ])
      expect([query, (await get(`/api/statements?${query}`, token)).status]).toEqual([query, 422]);
    const other = await get("/api/statements?from=2026-03-01&to=2026-03-02&user_id=old-viewer", token);
    expect(other.status).toBe(404);
  });
});

describe("a statement", () => {
  it("has every entry of the month between two balances, and its sums agree, page by page and as CSV", async () => {
    const present = await presentMonth();
    const token = await asViewer("month-viewer");
    await act.give("month-viewer", 500);
    await watch("month-viewer", 30);
    await act.take("month-viewer", 7);
    await watch("month-viewer", 11);
    const { pages, entries } = await statement(token, `month=${present}&limit=7`);
    expect(entries).toHaveLength(43);
    for (const page of pages) {
      expect(page).toMatchObject({
        opening_balance: 0,
        closing_balance: 288,
        complete: false,
        asset: "TOKEN",
      });
      expect(page.sums).toEqual([
        { reference_type: "STREAM_VIEW", amount: -205 },
        { reference_type: "ADJUSTMENT", amount: 493 },
      ]);
    }
    entries.reduce((balance, { amount, balance_after }) => {
      expect(balance + amount).toBe(balance_after);
      return balance_after;
    }, 0);
    const newestFirst = await get("/api/wallet/entries?limit=100", token);
    expect(entries).toEqual(newestFirst.body.data.toReversed());

    const csv = await get(`/api/wallet/statement?month=${present}`, token, { Accept: "text/csv" });
    expect(csv.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(csv.headers.get("content-disposition")).toContain(`statement-TOKEN-${present}.csv`);
    const rows = parseCsv(csv.body);
    expect([rows[0]?.type, rows[0]?.balance]).toEqual(["OPENING_BALANCE", "0"]);
    expect(rows.at(-1)).toMatchObject({ type: "CLOSING_BALANCE", amount: "288", balance: "288" });
    expect(rows.slice(1, -1).map((row) => [row.entry_id, row.amount, row.balance, row.time])).toEqual(
      entries.map((entry) => [entry.id, `${entry.amount}`, `${entry.balance_after}`, entry.created_at]),
    );
  });

  it("is one statement on all its pages while entries arrive", async () => {
    const present = await presentMonth();
    const token = await asViewer("busy-viewer");
    for (let i = 1; i <= 12; i++) await act.give("busy-viewer", i);
    const { pages, entries } = await statement(token, `month=${present}&limit=5`, () =>
      act.give("busy-viewer", 100),
    );
    expect(entries.map(({ amount }) => amount)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(pages.map(({ closing_balance }) => closing_balance)).toEqual([78, 78, 78]);
    const again = await statement(token, `month=${present}`);
    expect([again.entries.length, again.pages[0].closing_balance]).toEqual([14, 278]);
  });

  it("has each entry in exactly one month, also where transactions met at midnight, and whole years of holes between", async () => {
    const present = await presentMonth();
    const token = await asViewer("old-viewer");
    const times = [
      "2023-02-11T10:00:00Z",
      "2024-09-15T10:00:00Z",
      "2024-09-30T23:59:59.990Z",
      "2024-10-01T00:00:00.004Z",
      // Began before midnight, and came after one that began later.
      "2024-09-30T23:59:59.995Z",
      "2024-10-31T23:59:59.999Z",
      "2024-11-01T00:00:00Z",
      "2024-11-01T00:00:00.001Z",
    ];
    for (let i = 1; i <= times.length; i++) await act.give("old-viewer", 10 ** (i - 1));
    for (const [i, time] of times.entries())
      await asOwner(
        `UPDATE wallet.transfer SET created_at = $1 WHERE amount = $2
         AND credit_account = (SELECT id FROM wallet.account WHERE owner = 'old-viewer')`,
        [time, 10 ** i],
      );
    const month = async (name: string) => {
      const { pages, entries } = await statement(token, `month=${name}&limit=2`);
      const { opening_balance, closing_balance, complete } = pages[0];
      return { opening_balance, closing_balance, complete, sum: sum(entries.map(({ amount }) => amount)) };
    };
    const past = { complete: true };
    expect(await month("2023-01")).toEqual({ ...past, opening_balance: 0, closing_balance: 0, sum: 0 });
    expect(await month("2023-02")).toEqual({ ...past, opening_balance: 0, closing_balance: 1, sum: 1 });
    expect(await month("2024-05")).toEqual({ ...past, opening_balance: 1, closing_balance: 1, sum: 0 });
    expect(await month("2024-09")).toEqual({
      ...past,
      opening_balance: 1,
      closing_balance: 11_111,
      sum: 11_110,
    });
    expect(await month("2024-10")).toEqual({
      ...past,
      opening_balance: 11_111,
      closing_balance: 111_111,
      sum: 100_000,
    });
    expect(await month("2024-11")).toMatchObject({ opening_balance: 111_111, closing_balance: 11_111_111 });
    expect(await month(present)).toMatchObject({ opening_balance: 11_111_111, sum: 0, complete: false });
  });

  it("of a month that is longer than what is read at once comes whole", async () => {
    const present = await presentMonth();
    const token = await asViewer("long-viewer");
    await act.give("long-viewer", 20_000);
    await watch("long-viewer", 1_500);
    await watch("long-viewer", 1_000);
    const { body } = await get(`/api/wallet/statement?month=${present}&format=csv`, token);
    const rows = parseCsv(body);
    expect(rows).toHaveLength(2_503);
    expect(new Set(rows.map(({ entry_id }) => entry_id)).size).toBe(2_502);
    expect(rows.at(-1)).toMatchObject({ type: "CLOSING_BALANCE", amount: "7500", balance: "7500" });
  });

  it("for a creator is in dollars, with a line per posting and stream", async () => {
    const present = await presentMonth();
    await act.give("fan", 100);
    await watch("fan", 3);
    const { pages, entries } = await statement(await asCreator("creator-of-fan"), `month=${present}`);
    const earned = { amount: "39.60", currency: "USD" };
    expect(pages[0]).toMatchObject({
      asset: "USD",
      closing_balance: earned,
      sums: [{ reference_type: "STREAM_EARNINGS", amount: earned }],
    });
    expect(entries).toMatchObject([{ amount: earned, metadata: { minutes: "3" } }]);
    // As a spreadsheet takes it where decimals have a comma.
    const path = `/api/wallet/statement?month=${present}&format=csv&separator=%3B`;
    const { body } = await get(path, await asCreator("creator-of-fan"));
    const [header, opening, entry] = body.split("\r\n");
    expect(header).toMatch(/^"time";"type";"reference_type";/);
    expect([opening, entry]).toEqual([expect.stringContaining(";0,00;"), expect.stringContaining(";39,60;")]);
  });

  it("is its owner's and an admin's, and of a month", async () => {
    const present = await presentMonth();
    const admin = await sign(gateway.secret, "the-admin", ["admin"]);
    const path = `/api/wallet/statement?month=${present}&user_id=fan`;
    expect((await get(path, admin)).body).toMatchObject({ user_id: "fan", closing_balance: 85 });
    expect((await get(path, await asViewer("a-stranger"))).status).toBe(404);
    for (const month of ["", "?month=2026", "?month=2026-13", "?month=1999-12"]) {
      const { status, body } = await get(`/api/wallet/statement${month}`, admin);
      expect([month, status, body.errors?.[0]?.field]).toEqual([month, 422, "month"]);
    }
    for (const cursor of ["x", "1.2", "1.2.99999999999999999999"]) {
      const { status, body } = await get(`${path}&cursor=${cursor}`, admin);
      expect([cursor, status, body.errors?.[0]?.field]).toEqual([cursor, 422, "cursor"]);
    }
  });

  it("says 503 before a byte of a file where the wallet is away", async () => {
    const present = await presentMonth();
    const token = await asViewer("month-viewer");
    gateway.network.wallet.refuse();
    const path = `/api/wallet/statement?month=${present}&format=csv`;
    const { status, headers } = await call(hasty.baseUrl as string, "GET", path, { token });
    gateway.network.wallet.resume();
    expect([status, headers.get("content-type")]).toEqual([503, "application/problem+json"]);
  });
});

describe("entries", () => {
  it("are each shown once, whatever arrives while pages are read", async () => {
    const token = await asViewer("reader");
    for (let i = 1; i <= 20; i++) await act.give("reader", i);
    const amounts: number[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await get(`/api/wallet/entries?limit=3${cursor}`, token);
      amounts.push(...body.data.map(({ amount }: Entry) => amount));
      if (!body.has_more) break;
      cursor = `&cursor=${body.next_cursor}`;
      await act.give("reader", 1_000);
    }
    expect(amounts).toEqual(Array.from({ length: 20 }, (_, i) => 20 - i));
  });

  it("of a time and of a stream are found, page by page, however many came before and after", async () => {
    const creator = "long-creator";
    const token = await asCreator(creator);
    await act.give("long-fan", 500);
    const sessions = [];
    for (let i = 0; i < 3; i++) sessions.push(await act.join("long-fan", (await act.stream(creator)).id));
    // Three streams in turns, a posting each: the first one's have others between them.
    for (const minute of [1, 2, 3, 4]) for (const session of sessions) await act.minutes(session, minute);
    const pages = async (query: string) => {
      const found: Entry[] = [];
      for (let cursor = ""; ; ) {
        const { status, body } = await get(`/api/wallet/entries?limit=2&${query}${cursor}`, token);
        expect(status).toBe(200);
        found.push(...body.data);
        if (!body.has_more) return found;
        cursor = `&cursor=${body.next_cursor}`;
      }
    };
    const all = await pages("");
    expect(all).toHaveLength(12);
    const first = sessions[0]?.streamId ?? "";
    const ofFirst = all.filter(({ id }) => id.endsWith(first.slice(4)));
    expect(ofFirst).toHaveLength(4);
    expect(await pages(`stream_id=${first}`)).toEqual(ofFirst);
    expect(await pages(`stream_id=${first}&reference_type=STREAM_EARNINGS`)).toEqual(ofFirst);
    expect(await pages(`stream_id=${first}&reference_type=WITHDRAWAL`)).toEqual([]);

    // A day of the past: half of the postings are moved there, those of the third minute's and after stay.
    await asOwner(
      `UPDATE wallet.minute_batch b SET posted_at = posted_at - interval '3 days'
       FROM wallet.creator_posting p JOIN wallet.account a ON a.id = p.creator
       WHERE p.batch = b.id AND a.owner = $1 AND p.version <= 6`,
      [creator],
    );
    await asOwner(
      `INSERT INTO wallet.earnings_hour (stream, hour, creator, minutes, cents)
       SELECT stream, hour - interval '3 days', creator, 0, 0 FROM wallet.earnings_hour h JOIN wallet.account a ON a.id = h.creator WHERE a.owner = $1`,
      [creator],
    );
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    const ids = (entries: Entry[]) => entries.map(({ id }) => id);
    expect(ids(await pages(`from=${yesterday}`))).toEqual(ids(all.slice(0, 6)));
    expect(ids(await pages(`to=${yesterday}`))).toEqual(ids(all.slice(6)));
    expect(ids(await pages(`to=${yesterday}&stream_id=${first}`))).toEqual(ids(ofFirst.slice(2)));
    expect(await pages(`from=${yesterday}&to=${yesterday}`)).toEqual([]);
  });

  it("of a time that is none, or of a stream that can't be, are refused", async () => {
    const token = await asCreator("nobody-special");
    const { body, status } = await get("/api/wallet/entries?from=yesterday", token);
    expect([status, body.errors?.[0]?.field]).toEqual([422, "from"]);
    expect((await get("/api/wallet/entries?stream_id=x", token)).body.code).toBe("stream_not_found");
    // Somebody else's is one that earned nothing here.
    const { id } = await act.stream("somebody-else");
    expect((await get(`/api/wallet/entries?stream_id=${id}`, token)).body.data).toEqual([]);
  });

  it("streams too: each once, newest first, while others begin and end", async () => {
    const token = await asCreator("prolific");
    const begun: string[] = [];
    for (let i = 0; i < 7; i++) begun.unshift((await act.stream("prolific")).id);
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await get(`/api/streams?creator_id=prolific&limit=2${cursor}`, token);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      if (!body.has_more) break;
      cursor = `&cursor=${body.next_cursor}`;
      await act.stream("prolific");
    }
    expect(seen).toEqual(begun);
  });
});
