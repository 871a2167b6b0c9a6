import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { poll, sign } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { act, asCreator, asOwner, gateway, get } from "./api-world.ts";

const cents = ({ amount }: { amount: string }) => Math.round(Number(amount) * 100);
const usd = (minor: number) => ({ amount: (minor / 100).toFixed(2), currency: "USD" });
const ZONES = [
  "UTC",
  "Pacific/Auckland",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Europe/Berlin",
  "America/New_York",
];
const clock = (zone: string, at: string) =>
  new Date(at).toLocaleString("sv-SE", { timeZone: zone, hour: "2-digit", minute: "2-digit" });

interface Row {
  at: number;
  minutes: number;
  cents: number;
}

/** Writes what postings would have left in the rollups, at quarters of an hour. */
async function earned(creator: string, streamId: string, rows: Row[]): Promise<void> {
  await asOwner(
    `INSERT INTO wallet.earnings_hour (stream, hour, creator, minutes, cents)
     SELECT $1::uuid, t.hour, a.id, t.minutes, t.cents
       FROM unnest($3::timestamptz[], $4::bigint[], $5::bigint[]) AS t (hour, minutes, cents), wallet.account a
      WHERE a.owner = $2 AND a.asset = 'USD'`,
    [
      streamId.slice(4),
      creator,
      rows.map(({ at }) => new Date(at)),
      rows.map((row) => row.minutes),
      rows.map((row) => row.cents),
    ],
  );
}

const opened = (userId: string) =>
  gateway.wallet.openAccounts({ accounts: [{ userId, asset: Asset.ASSET_USD }] });

describe("home", () => {
  const QUARTER_MS = 900_000;
  const NOW = Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS;
  /** Every quarter of the last 60 days, each with another amount: a sum shows which were taken. */
  const rows: Row[] = Array.from({ length: 60 * 96 }, (_, back) => ({
    at: NOW - back * QUARTER_MS,
    minutes: 1 + (back % 7),
    cents: 1 + ((back * 7_919) % 10_007),
  }));
  const sumOf = (from: string, to: string) =>
    rows
      .filter(({ at }) => at >= Date.parse(from) && at < Date.parse(to))
      .reduce((sum, row) => ({ cents: sum.cents + row.cents, minutes: sum.minutes + row.minutes }), {
        cents: 0,
        minutes: 0,
      });
  let token: string;

  beforeAll(async () => {
    token = await asCreator("home-creator");
    await opened("home-creator");
    await earned("home-creator", (await act.stream("home-creator")).id, rows);
  });

  it.each(ZONES)("in %s every sum is that of its own days, to the cent", async (zone) => {
    const { status, body } = await get(`/api/earnings/home?zone=${zone}`, token);
    expect(status).toBe(200);
    const { today, week } = body;
    for (const period of [today, today.before, week, week.before]) {
      expect(clock(zone, period.from)).toBe("00:00");
      const expected = sumOf(period.from, period.to);
      expect([period.earned, period.viewer_minutes]).toEqual([usd(expected.cents), expected.minutes]);
    }
    // Like with like: the same time of the clock, a day and a week before.
    const until = clock(zone, body.compared_until);
    expect([clock(zone, today.before.to), clock(zone, week.before.to)]).toEqual([until, until]);
    expect(today.comparable_earned).toEqual(usd(sumOf(today.from, body.compared_until).cents));
    expect(Date.parse(body.as_of) - Date.parse(body.compared_until)).toBeLessThan(QUARTER_MS);
    const month = body.as_of && new Date(body.as_of).toLocaleDateString("sv-SE", { timeZone: zone });
    expect(body.month.month).toBe(month.slice(0, 7));
    const inMonth = rows.filter(
      ({ at }) =>
        new Date(at).toLocaleDateString("sv-SE", { timeZone: zone }).slice(0, 7) === body.month.month,
    );
    expect(cents(body.month.earned)).toBe(inMonth.reduce((sum, row) => sum + row.cents, 0));
    const { low, expected, high, days } = body.month.forecast;
    expect(days).toBe(28);
    expect(cents(low)).toBeLessThanOrEqual(cents(expected));
    expect(cents(expected)).toBeLessThanOrEqual(cents(high));
    expect(cents(low)).toBeGreaterThanOrEqual(cents(body.month.earned));
  });

  it.each(ZONES)("the best hours of %s are those of its clocks", async (zone) => {
    const { body } = await get(`/api/earnings/home?zone=${zone}`, token);
    const name = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      hourCycle: "h23",
    });
    const from = Date.parse(body.today.from) - 55 * 86_400_000;
    const byHour = new Map<string, number>();
    // A day more or less of daylight saving is left out: the hours in between are enough to tell zones apart.
    for (const { at, minutes } of rows)
      if (at >= from && at < Date.parse(body.today.from)) {
        const key = name.format(at);
        byHour.set(key, (byHour.get(key) ?? 0) + minutes);
      }
    const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    expect(body.best_hours.hours).toHaveLength(168);
    for (const { weekday, hour, viewer_minutes } of body.best_hours.hours) {
      const least = byHour.get(`${names[weekday - 1]}, ${String(hour).padStart(2, "0")}`) ?? 0;
      expect(viewer_minutes).toBeGreaterThanOrEqual(least);
      expect(viewer_minutes).toBeLessThanOrEqual(least + 3 * 28);
    }
  });

  it("a day of 23 and one of 25 hours, and days that begin at half past, by the series", async () => {
    const spring = await asCreator("spring-creator");
    await opened("spring-creator");
    const start = Date.UTC(2026, 2, 28);
    const many = Array.from({ length: 4 * 96 }, (_, i) => ({
      at: start + i * QUARTER_MS,
      minutes: 1,
      cents: 1 + ((i * 31) % 101),
    }));
    await earned("spring-creator", (await act.stream("spring-creator")).id, many);
    const series = async (query: string) => (await get(`/api/earnings/timeseries?${query}`, spring)).body;
    const berlin = await series("zone=Europe/Berlin&from=2026-03-28&to=2026-03-31");
    expect(berlin.time_zone).toBe("Europe/Berlin");
    expect(berlin.points.map(({ start: at }: { start: string }) => at)).toEqual([
      "2026-03-27T23:00:00.000Z",
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
    ]);
    expect(berlin.points[1].viewer_minutes).toBe(23 * 4);
    const hours = await series("zone=Europe/Berlin&interval=hour&from=2026-03-29&to=2026-03-30");
    expect([hours.points.length, hours.viewer_minutes]).toEqual([23, 92]);
    const kolkata = await series("zone=Asia/Kolkata&from=2026-03-29&to=2026-03-31");
    expect(kolkata.points[0].start).toBe("2026-03-28T18:30:00.000Z");
    for (const { start: at, earned: money } of kolkata.points) {
      const day = many.filter((row) => row.at >= Date.parse(at) && row.at < Date.parse(at) + 86_400_000);
      expect(cents(money)).toBe(day.reduce((sum, row) => sum + row.cents, 0));
    }
    const autumn = await series("zone=Europe/Berlin&interval=hour&from=2026-10-25&to=2026-10-26");
    expect(autumn.points).toHaveLength(25);
    for (const wrong of ["zone=Mars/Base", "zone=%2B05:30", "zone="])
      expect((await get(`/api/earnings/timeseries?${wrong}`, spring)).status).toBe(422);
  });

  it("minutes that are posted now are there as the ledger has them, with who watched", async () => {
    const creator = "ledger-creator";
    const own = await asCreator(creator);
    const stream = await act.stream(creator);
    for (const viewer of ["home-viewer-1", "home-viewer-2"]) await act.give(viewer, 1_000);
    const sessions = await Promise.all(
      ["home-viewer-1", "home-viewer-2"].map((viewer) => act.join(viewer, stream.id)),
    );
    for (const session of sessions) await act.minutes(session, 1, 2, 3);
    const { body } = await get("/api/earnings/home?zone=Asia/Kolkata", own);
    const { body: ledger } = await get("/api/wallet/entries?asset=USD&limit=100", own);
    const ofWeek = ledger.data.filter(
      ({ created_at }: { created_at: string }) => created_at >= body.week.from && created_at < body.week.to,
    );
    const total = ofWeek.reduce(
      (sum: number, { amount }: { amount: { amount: string } }) => sum + cents(amount),
      0,
    );
    expect(total).toBeGreaterThan(0);
    expect(body.week).toMatchObject({ earned: usd(total), viewer_minutes: 6, unique_viewers: 2 });
    expect(body.streams).toMatchObject([
      {
        stream_id: stream.id,
        earned: usd(total),
        viewer_minutes: 6,
        unique_viewers: 2,
        per_viewer_minute: usd(total / 6),
      },
    ]);
    // Too little for a forecast, and no withdrawals to be paid by.
    expect([body.month.forecast, body.next_payout]).toEqual([null, null]);
  });
});

describe("a stream's history", () => {
  const history = (id: string, token: string) => get(`/api/streams/${id}/history`, token);

  it("begins at its start and ends with what the stream shows now, for its creator and admins", async () => {
    const stream = await act.stream("history-creator");
    const token = await asCreator("history-creator");
    const before = (await history(stream.id, token)).body;
    expect(before.points[0]).toEqual({ at: before.started_at, viewers: 0, per_minute: usd(0) });
    for (const viewer of ["hist-1", "hist-2"]) await act.give(viewer, 1_000);
    const [first] = [await act.join("hist-1", stream.id), await act.join("hist-2", stream.id)];
    const live = (await get(`/api/streams/${stream.id}`, token)).body;
    expect(live.viewers).toBe(2);
    const { status, body } = await history(stream.id, token);
    expect(status).toBe(200);
    expect(body.points.at(-1)).toMatchObject({
      at: body.as_of,
      viewers: 2,
      per_minute: live.earnings.per_minute,
    });
    // An hour ago it began, and the first viewer came after ten minutes.
    const began = Date.parse(body.as_of) - 3_600_000;
    await asOwner("UPDATE billing.stream SET started_at = $2 WHERE id = $1", [
      uuid(stream.id),
      new Date(began),
    ]);
    await asOwner("UPDATE billing.session SET started_at = $2 WHERE id = $1", [
      uuid(first.id),
      new Date(began + 600_000),
    ]);
    const whole = (await history(stream.id, token)).body;
    expect(Date.parse(whole.started_at)).toBe(began);
    const viewersAt = (ms: number) =>
      whole.points.findLast(({ at }: { at: string }) => Date.parse(at) <= began + ms)?.viewers;
    expect([viewersAt(0), viewersAt(599_999), viewersAt(600_000), viewersAt(3_500_000)]).toEqual([
      0, 0, 1, 1,
    ]);
    const admin = await sign(gateway.secret, "an-admin", ["admin"]);
    expect((await history(stream.id, admin)).status).toBe(200);
    const stranger = await history(stream.id, await asCreator("somebody-else"));
    expect([stranger.status, stranger.body.code]).toEqual([404, "stream_not_found"]);
    await gateway.billing.endStream({ streamId: stream.id, actorId: "history-creator", actorIsAdmin: false });
    const over = await poll(
      () => history(stream.id, token),
      ({ body: found }) => found.points.at(-1).viewers === 0,
    );
    expect(over.body.as_of).toBe(over.body.ended_at);
  });
});

const uuid = (id: string) => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
