import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { adjust, sign } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { act, asCreator, asOwner, gateway, get } from "./api-world.ts";

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

describe("earnings", () => {
  const HOURS = 366 * 24;
  /**
   * Hour by hour of 2024: 1 minute in the first, 2 in the second, ... 24 in the last of each day; nothing
   * in the first half of June.
   */
  const minutesAt = (start: Date) => {
    const quiet = start.getUTCMonth() === 5 && start.getUTCDate() <= 15;
    return quiet ? 0 : start.getUTCHours() + 1;
  };
  const hours = Array.from({ length: HOURS }, (_, i) => new Date(Date.UTC(2024, 0, 1, i)));
  const expected = (from: string, to: string) =>
    sum(hours.filter((start) => start >= new Date(from) && start < new Date(to)).map(minutesAt));
  let token: string;
  let streams: { id: string; title: string }[];

  beforeAll(async () => {
    token = await asCreator("year-creator");
    await gateway.wallet.openAccounts({ accounts: [{ userId: "year-creator", asset: Asset.ASSET_USD }] });
    streams = [await act.stream("year-creator"), await act.stream("year-creator")];
    for (const [parity, { id }] of streams.entries())
      await asOwner(
        `INSERT INTO wallet.earnings_hour (stream, hour, creator, minutes, cents)
         SELECT $1::uuid, h, a.id, extract(hour FROM h AT TIME ZONE 'UTC') + 1, (extract(hour FROM h AT TIME ZONE 'UTC') + 1) * 1320
         FROM generate_series(timestamptz '2024-01-01 00:00Z', timestamptz '2024-12-31 23:00Z', interval '1 hour') AS h,
              (SELECT id FROM wallet.account WHERE owner = 'year-creator') AS a
         WHERE extract(hour FROM h AT TIME ZONE 'UTC')::integer % 2 = $2::integer
           AND NOT (h >= '2024-06-01 00:00Z' AND h < '2024-06-16 00:00Z')`,
        [id.slice(4), parity],
      );
  });

  const series = (query: string) => get(`/api/earnings/timeseries?${query}`, token);
  const usd = (minutes: number) => ({ amount: ((minutes * 1_320) / 100).toFixed(2), currency: "USD" });

  it("over a year by the month and by the day, with every point there and the sums of the hours", async () => {
    const months = (await series("interval=month&from=2024-01-01&to=2025-01-01")).body;
    expect(months).toMatchObject({
      time_zone: "UTC",
      from: "2024-01-01T00:00:00.000Z",
      to: "2025-01-01T00:00:00.000Z",
    });
    expect(months.points).toEqual(
      Array.from({ length: 12 }, (_, month) => {
        const [start, end] = [new Date(Date.UTC(2024, month)), new Date(Date.UTC(2024, month + 1))];
        const minutes = expected(start.toISOString(), end.toISOString());
        return { start: start.toISOString(), earned: usd(minutes), viewer_minutes: minutes };
      }),
    );
    const days = (await series("from=2024-01-01&to=2025-01-01")).body;
    expect(days.points).toHaveLength(366);
    expect(
      days.points.filter(({ viewer_minutes }: { viewer_minutes: number }) => viewer_minutes === 0),
    ).toHaveLength(15);
    const all = expected("2024-01-01", "2025-01-01");
    for (const one of [months, days]) expect([one.viewer_minutes, one.earned]).toEqual([all, usd(all)]);
  });

  it("by the hour, of whole hours, also where a time is given with its offset", async () => {
    const { body } = await series("interval=hour&from=2024-03-31T01:30:00%2B02:00&to=2024-03-31T02:00:00Z");
    expect(body.points).toEqual([
      { start: "2024-03-30T23:00:00.000Z", earned: usd(24), viewer_minutes: 24 },
      { start: "2024-03-31T00:00:00.000Z", earned: usd(1), viewer_minutes: 1 },
      { start: "2024-03-31T01:00:00.000Z", earned: usd(2), viewer_minutes: 2 },
    ]);
  });

  it("of one stream of one's own, and of nobody else's", async () => {
    const query = `interval=month&from=2024-02-01&to=2024-03-01&stream_id=${streams[0]?.id}`;
    expect((await series(query)).body.viewer_minutes).toBe(29 * 144);
    const stranger = await get(`/api/earnings/timeseries?${query}`, await asCreator("another"));
    expect([stranger.status, stranger.body.code]).toEqual([404, "stream_not_found"]);
  });

  it("without a period are the last days, and never more points than a screen shows", async () => {
    const before = Date.now();
    const { body } = await series("");
    expect([body.interval, body.points.length]).toEqual(["day", 30]);
    expect(Date.parse(body.to)).toBeGreaterThan(before);
    for (const query of [
      "interval=hour&from=2024-01-01&to=2024-03-01",
      "from=2020-01-01",
      "from=yesterday",
      "interval=week",
    ])
      expect([query, (await series(query)).status]).toEqual([query, 422]);
    expect((await series("from=2024-02-01&to=2024-01-01")).body.points).toEqual([]);
  });

  it("by stream, and by stream and day, newest first and page by page", async () => {
    const list = (query: string) => get(`/api/earnings/streams?${query}`, token);
    const whole = await list("from=2024-02-01&to=2024-03-01");
    expect(whole.body.data).toMatchObject([
      { stream_id: streams[1]?.id, title: "Live", status: "live", day: null, viewer_minutes: 29 * 156 },
      { stream_id: streams[0]?.id, viewer_minutes: 29 * 144, earned: usd(29 * 144) },
    ]);
    const rows: { stream_id: string; day: string; viewer_minutes: number }[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await list(`by=day&from=2024-02-01&to=2024-03-01&limit=20${cursor}`);
      rows.push(...body.data);
      if (!body.has_more) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(rows).toHaveLength(58);
    const days = Array.from({ length: 29 }, (_, i) => `2024-02-${String(29 - i).padStart(2, "0")}`);
    expect(rows.map(({ day }) => day)).toEqual([...days, ...days]);
    expect(sum(rows.map(({ viewer_minutes }) => viewer_minutes))).toBe(29 * 300);
    expect((await list("cursor=nonsense")).status).toBe(422);
    expect((await get("/api/earnings/streams", await asCreator("nobody-yet"))).body.data).toEqual([]);
  });
});

describe("what a creator can withdraw", () => {
  const DAY_MS = 86_400_000;
  const YESTERDAY = Math.floor(Date.now() / DAY_MS) - 1;
  const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  const usd = (amount: string) => ({ amount, currency: "USD" });

  it("and each later amount with its day make the balance, for the creator and for admins only", async () => {
    const token = await asCreator("patient");
    await adjust(gateway.wallet, "patient", "USD", 12_000);
    await asOwner(
      `INSERT INTO wallet.earnings_policy (creator_id, version, hold_days, new_creator_days, new_creator_hold_days, reserve_percent,
         reserve_days, releases_earlier, reason, actor_id, request_id, at)
       VALUES ('patient', 1, 7, 0, 0, 10, 30, false, 'test', 'admin-1', 'patient', $1)`,
      [new Date((YESTERDAY - 10) * DAY_MS)],
    );
    await asOwner(
      `INSERT INTO wallet.earnings_hour (stream, hour, creator, minutes, cents)
       SELECT gen_random_uuid(), $1, id, 5, 7000 FROM wallet.account WHERE owner = 'patient'`,
      [new Date(YESTERDAY * DAY_MS)],
    );
    const { body } = await get("/api/earnings/availability", token);
    expect(body).toMatchObject({
      balance: usd("120.00"),
      available: usd("50.00"),
      held_for_withdrawals: usd("0.00"),
      debt: usd("0.00"),
      upcoming: [
        {
          amount: usd("63.00"),
          available_on: dateOf(YESTERDAY + 8),
          earned_on: dateOf(YESTERDAY),
          kind: "maturing",
        },
        {
          amount: usd("7.00"),
          available_on: dateOf(YESTERDAY + 31),
          earned_on: dateOf(YESTERDAY),
          kind: "reserve",
        },
      ],
      policy: { hold_days: 7, reserve_percent: 10, reserve_days: 30 },
    });
    const { body: summary } = await get("/api/earnings/summary", token);
    expect([summary.available, summary.withdrawal.maximum]).toEqual([usd("50.00"), usd("50.00")]);
    const path = "/api/earnings/availability?user_id=patient";
    const admin = await sign(gateway.secret, "an-admin", ["admin"]);
    expect((await get(path, admin)).body.available).toEqual(usd("50.00"));
    expect((await get("/api/admin/creators/patient", admin)).body).toMatchObject({
      available: usd("50.00"),
      held: usd("0.00"),
    });
    expect((await get(path, await asCreator("curious"))).status).toBe(404);
  });
});
