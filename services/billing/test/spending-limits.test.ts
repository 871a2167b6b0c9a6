import type { Session } from "@metercast/contracts/billing/v1/billing.ts";
import { insist, poll } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, passed, type Stage, startOf, startStage } from "./stage.ts";

// Nobody is lost here, however slow the machine: that is in ends.test.ts.
const MINUTE = 2_000;
const DAY_MS = 86_400_000;
let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "600" });
});
afterAll(() => stage?.stop());

/** Repeats the call while billing restarts; its port stays. */
const setLimits = (
  viewerId: string,
  limits: { dayTokens?: bigint; monthTokens?: bigint },
  zone = farZone(),
) => insist(() => stage.billing.setSpendingLimits({ viewerId, zone, ...limits }));
const limitsOf = async (viewerId: string) =>
  (await insist(() => stage.billing.getSpendingLimits({ viewerId, zone: "UTC" }))).limits!;
const ended = ({ id }: Session) =>
  poll(
    () => stage.session(id),
    ({ endReason }) => endReason !== "",
  );
const hasTokens = (viewer: string, expected: bigint) =>
  poll(
    () => stage.tokensOf(viewer),
    (tokens) => tokens === expected,
  );

/** A zone whose midnight is hours away: the test's minutes are all of one day. */
function farZone(): string {
  const hour = new Date().getUTCHours();
  return hour >= 6 && hour < 18 ? "UTC" : "Pacific/Auckland";
}

describe.concurrent("a viewer's limit", () => {
  it("of 17 tokens a day is three minutes: the session ends there, and joining is refused until the next day", async () => {
    const viewer = await stage.viewer(100);
    await setLimits(viewer, { dayTokens: 17n });
    const session = await stage.join(viewer, (await stage.stream()).id);
    for (const minute of [1, 2, 3]) await stage.seeAfter(minute * MINUTE, session);
    expect(await ended(session)).toMatchObject({
      endReason: "spending_limit",
      endedAt: new Date(startOf(session) + 3 * MINUTE),
    });
    await hasTokens(viewer, 85n);
    await stage.seeAfter(5 * MINUTE, session);
    expect(await codeOf(stage.join(viewer, session.streamId))).toBe("spending_limit_reached");
    expect(await stage.minutesOf(session.id)).toEqual([1, 2, 3].map((minute) => ({ minute, paid: true })));
    await poll(
      () => limitsOf(viewer),
      ({ daySpent, monthSpent }) => daySpent === 15n && monthSpent === 15n,
    );
  });

  it("holds for what is due at once: minutes that nobody reported in time are not sent", async () => {
    const viewer = await stage.viewer(100);
    await setLimits(viewer, { monthTokens: 12n });
    const session = await stage.join(viewer, (await stage.stream()).id);
    await stage.seeAfter(6 * MINUTE, session);
    expect(await ended(session)).toMatchObject({
      endReason: "spending_limit",
      endedAt: new Date(startOf(session) + 2 * MINUTE),
    });
    await hasTokens(viewer, 90n);
  });

  it("counts all of their sessions: three at once do not pass it, and the first minute of a fourth does not begin", async () => {
    const viewer = await stage.viewer(1_000);
    await setLimits(viewer, { dayTokens: 40n });
    const sessions: Session[] = [];
    for (let place = 0; place < 3; place++)
      sessions.push(await stage.join(viewer, (await stage.stream()).id));
    for (let minute = 1; minute <= 4; minute++) {
      const at = await passed(sessions[2]!, minute * MINUTE);
      await stage.seeAt(at, {}, ...sessions.map(({ id }) => id));
    }
    const ends = await Promise.all(sessions.map(ended));
    expect(ends.map(({ endReason }) => endReason)).toEqual(Array(3).fill("spending_limit"));
    const paid = (await Promise.all(sessions.map(({ id }) => stage.minutesOf(id)))).flat();
    expect(paid.every((minute) => minute.paid)).toBe(true);
    expect(paid.length).toBeLessThanOrEqual(8);
    expect(paid.length).toBeGreaterThanOrEqual(6);
    expect(await stage.tokensOf(viewer)).toBe(1_000n - 5n * BigInt(paid.length));
  });

  it("ends a session whose bill shows it, and the bill says so", async () => {
    const viewer = await stage.viewer(100);
    await setLimits(viewer, { dayTokens: 9n });
    const session = await stage.join(viewer, (await stage.stream()).id);
    const at = await passed(session, MINUTE);
    const billed = await insist(() => stage.bill(session, new Date(at)));
    expect(billed.session).toMatchObject({ endReason: "spending_limit", minutesBilled: 1 });
  });

  it("counts from the minute after it was lowered, in a session that runs", async () => {
    const viewer = await stage.viewer(1_000);
    await setLimits(viewer, { dayTokens: 500n });
    const session = await stage.join(viewer, (await stage.stream()).id);
    await stage.seeAfter(MINUTE, session);
    await hasTokens(viewer, 995n);
    const lowered = await setLimits(viewer, { dayTokens: 5n });
    expect(lowered.limits).toMatchObject({ dayTokens: 5n, pending: undefined });
    await stage.seeAfter(6 * MINUTE, session);
    const over = await ended(session);
    expect(over.endReason).toBe("spending_limit");
    // What had begun is paid; a machine that stalls may lower it minutes later.
    const { rows } = await stage.sql.query(
      "SELECT max(effective_at) AS at FROM billing.spending_limit WHERE viewer_id = $1",
      [viewer],
    );
    const begun = Math.floor((rows[0].at.getTime() - startOf(session)) / MINUTE) + 1;
    expect(over.endedAt).toEqual(new Date(startOf(session) + begun * MINUTE));
  });

  it("is raised or removed after 24 hours, and says when", async () => {
    const viewer = await stage.viewer(100);
    await setLimits(viewer, { dayTokens: 4n });
    const stream = await stage.stream();
    const before = Date.now();
    const { limits } = await setLimits(viewer, {});
    expect(limits).toMatchObject({ dayTokens: 4n, pending: { dayTokens: undefined } });
    const takesEffectAt = limits!.pending!.takesEffectAt!.getTime();
    expect(takesEffectAt - before).toBeGreaterThanOrEqual(DAY_MS);
    expect((await setLimits(viewer, {})).limits?.pending?.takesEffectAt?.getTime()).toBe(takesEffectAt);
    expect(await codeOf(stage.join(viewer, stream.id))).toBe("spending_limit_reached");
    // The day has passed.
    await stage.sql.query(
      "UPDATE billing.spending_limit SET effective_at = effective_at - interval '25 hours' WHERE viewer_id = $1",
      [viewer],
    );
    expect((await stage.join(viewer, stream.id)).endReason).toBe("");
  });

  it("begins again with the viewer's own day: what was spent before its midnight does not count", async () => {
    const viewer = await stage.viewer(100);
    const zone = farZone();
    await setLimits(viewer, { dayTokens: 5n }, zone);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await stage.seeAfter(MINUTE, session);
    expect((await ended(session)).endReason).toBe("spending_limit");
    await hasTokens(viewer, 95n);
    expect(await codeOf(stage.join(viewer, session.streamId))).toBe("spending_limit_reached");
    // A day later: the session was yesterday.
    await poll(
      async () =>
        (
          await stage.sql.query(
            `UPDATE billing.session SET started_at = started_at - interval '25 hours', ended_at = ended_at - interval '25 hours',
                    last_seen_at = last_seen_at - interval '25 hours', settled = true WHERE viewer_id = $1 AND minutes_billed = 1`,
            [viewer],
          )
        ).rowCount,
      (count) => count === 1,
    );
    expect((await stage.join(viewer, session.streamId)).endReason).toBe("");
  });

  it("of nothing refuses every join, and free streams stay open", async () => {
    const viewer = await stage.viewer(100);
    await setLimits(viewer, { dayTokens: 0n });
    expect(await codeOf(stage.join(viewer, (await stage.stream()).id))).toBe("spending_limit_reached");
  });

  it("warns once at 80 %", async () => {
    const viewer = await stage.viewer(100);
    await setLimits(viewer, { dayTokens: 25n });
    const session = await stage.join(viewer, (await stage.stream()).id);
    for (let minute = 1; minute <= 5; minute++) await stage.seeAfter(minute * MINUTE, session);
    expect((await ended(session)).endReason).toBe("spending_limit");
    const { rows } = await stage.sql.query(
      "SELECT convert_from(payload, 'UTF8')::json AS event FROM billing.outbox WHERE subject = 'billing.spending_limit.near.v1'",
    );
    const warnings = rows.filter(({ event }) => event.viewerId === viewer);
    expect(warnings.map(({ event }) => [event.period, event.limitTokens, event.spentTokens])).toEqual([
      ["day", "25", "20"],
    ]);
  });
});

it("holds after billing was killed: what was spent is known from what was posted", async () => {
  const viewer = await stage.viewer(100);
  await setLimits(viewer, { dayTokens: 22n });
  const session = await stage.join(viewer, (await stage.stream()).id);
  for (const minute of [1, 2]) await stage.seeAfter(minute * MINUTE, session);
  await hasTokens(viewer, 90n);
  await stage.world.service("billing").kill("SIGKILL");
  await stage.world.restart("billing");
  await stage.seeAfter(8 * MINUTE, session);
  await poll(
    async () => {
      const { rows } = await stage.sql.query(
        "SELECT end_reason, ended_at, minutes_billed FROM billing.session WHERE viewer_id = $1",
        [viewer],
      );
      return rows[0];
    },
    (row) => row.end_reason === "spending_limit" && row.minutes_billed === 4,
  );
  expect(await stage.tokensOf(viewer)).toBe(80n);
  expect(await stage.minutesOf(session.id)).toHaveLength(4);
});

it("lists what was paid by stream and day", async () => {
  const viewer = await stage.viewer(100);
  const stream = await stage.stream();
  const { session } = await insist(() => stage.billing.joinStream({ viewerId: viewer, streamId: stream.id }));
  const at = await stage.seeAfter(2 * MINUTE, session!);
  await hasTokens(viewer, 90n);
  const bounds = [new Date(at - DAY_MS), new Date(startOf(session!) + 1.5 * MINUTE), new Date(at + DAY_MS)];
  const spent = await poll(
    () => stage.billing.getSpending({ viewerId: viewer, bounds }),
    ({ minutes }) => minutes === 2,
  );
  expect(
    spent.streamDays.map(({ day, streamId, minutes, tokens }) => [day, streamId, minutes, tokens]),
  ).toEqual([
    [1, stream.id, 1, 5n],
    [0, stream.id, 1, 5n],
  ]);
});
