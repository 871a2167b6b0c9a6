import { WithdrawalStatus } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { adjust, poll } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  runsOf,
  type ScheduleStage,
  scheduled,
  setSchedule,
  startScheduleStage,
  withdrawalsOf,
} from "./schedule-stage.ts";
import { asking, balance, deciding, eventsOf } from "./stage.ts";

let stage: ScheduleStage;
beforeAll(async () => {
  stage = await startScheduleStage();
});

afterAll(async () => {
  // Whatever was killed and repeated meanwhile: one event for each run that was skipped.
  // Runs go on while both are read, so both are read until they agree.
  await poll(async () => {
    const skipped = await stage.query<{ id: string; reason: string }>(
      "SELECT 'run_' || replace(id::text, '-', '') AS id, reason FROM withdrawals.payout_run WHERE outcome = 'skipped' ORDER BY id",
    );
    const announced = await eventsOf(stage, "withdrawals.run.skipped.v1");
    expect(announced.map(({ runId: id, reason }) => ({ id, reason })).toSorted(byId)).toEqual(skipped);
    expect(skipped.length).toBeGreaterThan(6);
  });
  await stage.stop();
});
const byId = (one: { id: unknown }, other: { id: unknown }) => (String(one.id) < String(other.id) ? -1 : 1);

const code = (expected: string) => expect.objectContaining({ code: expected });
const pause = (creatorId: string, by: "creator" | "admin", paused = true) =>
  stage.api.pausePayouts({
    creatorId,
    by,
    paused,
    actorId: by === "admin" ? "admin-1" : creatorId,
    reason: "checks",
  });

it("a weekly run asks for what is available less what stays, once; everything that skips says why, and the next date", async () => {
  await stage.setClock("2027-01-04T12:00:00Z");
  await scheduled(stage, "weekly", { minimum: 5_000n, retain: 1_000n });
  const { schedule } = await stage.api.getSchedule({ creatorId: "weekly" });
  expect(schedule).toMatchObject({
    version: 1,
    pausedBy: "",
    nextRun: { period: "2027-W01", date: "2027-01-06" },
  });
  await scheduled(stage, "below", { minimum: 5_000n }, 4_999n);
  await scheduled(stage, "kept", { retain: 19_000n });
  await scheduled(stage, "empty", {}, 0n);
  await scheduled(stage, "own-pause");
  await pause("own-pause", "creator");
  await scheduled(stage, "admins-pause");
  await pause("admins-pause", "admin");
  await scheduled(stage, "in-flight");
  await stage.api.createWithdrawal(asking("in-flight"));
  await adjust(stage.wallet, "homeless", "USD", 20_000n);
  await setSchedule(stage, "homeless");

  await stage.setClock("2027-01-06T00:00:01Z");
  const [run] = await runsOf(stage, "weekly", 1);
  expect(run).toMatchObject({
    period: "2027-W01",
    date: "2027-01-06",
    outcome: "created",
    amount: 19_000n,
    nextDate: "2027-01-13",
  });
  const [withdrawal, ...others] = await withdrawalsOf(stage, "weekly");
  expect(others).toEqual([]);
  expect(withdrawal).toMatchObject({
    id: run?.withdrawalId,
    scheduled: true,
    amount: 19_000n,
    status: 1,
    creatorName: "Name of weekly",
  });
  expect(await balance(stage, "weekly")).toEqual([20_000n, 19_000n]);
  const reasons = {
    below: "below_minimum",
    kept: "below_minimum",
    empty: "nothing_available",
    "own-pause": "paused_by_creator",
    "admins-pause": "paused_by_admin",
    "in-flight": "payout_in_flight",
    homeless: "account_not_ready",
  };
  for (const [creatorId, reason] of Object.entries(reasons)) {
    const [skipped, ...more] = await runsOf(stage, creatorId, 1);
    expect(more).toEqual([]);
    expect(skipped).toMatchObject({
      period: "2027-W01",
      outcome: "skipped",
      reason,
      nextDate: "2027-01-13",
      withdrawalId: "",
    });
    expect(skipped?.detail).not.toBe("");
    expect(await eventsOf(stage, "withdrawals.run.skipped.v1", creatorId)).toEqual([
      {
        runId: skipped?.id,
        creatorId,
        reason,
        occurredAt: skipped?.at?.toISOString(),
        nextAt: "2027-01-13T00:00:00.000Z",
      },
    ]);
  }
  const days = { creatorId: "weekly", from: "2027-01-01", to: "2027-01-20" };
  const { items } = await stage.api.getCalendar(days);
  expect(items.map(({ date, kind, amount, id }) => [date, kind, amount, id])).toEqual([
    ["2027-01-01", "holiday", undefined, ""],
    ["2027-01-06", "run", 19_000n, run?.id],
    ["2027-01-13", "run", undefined, ""],
    ["2027-01-18", "holiday", undefined, ""],
    ["2027-01-20", "run", undefined, ""],
  ]);
  // In the admins' queue, marked.
  const list = {
    creatorId: "",
    status: WithdrawalStatus.WITHDRAWAL_STATUS_PENDING,
    limit: 100,
    cursor: "",
    needsAttention: false,
  };
  const { withdrawals } = await stage.api.listWithdrawals({ ...list, scheduled: true });
  expect(withdrawals.map(({ creatorId }) => creatorId)).toEqual(["weekly"]);
  const asked = await stage.api.listWithdrawals({ ...list, scheduled: false });
  expect(asked.withdrawals.map(({ creatorId }) => creatorId)).toEqual(["in-flight"]);
});

it("while an admin has paused a creator, a request by hand is refused; pausing and resuming twice is once, and announced once", async () => {
  await expect(stage.api.createWithdrawal(asking("admins-pause"))).rejects.toEqual(code("payouts_paused"));
  await expect(
    stage.api.pausePayouts({ creatorId: "x", by: "admin", paused: true, actorId: "admin-1", reason: " " }),
  ).rejects.toMatchObject({
    code: "invalid_request",
    fields: [{ field: "reason" }],
  });
  await pause("admins-pause", "admin");
  expect((await stage.api.getSchedule({ creatorId: "admins-pause" })).schedule).toMatchObject({
    pausedBy: "admin",
    pauseReason: "checks",
    nextRun: undefined,
  });
  const days = { creatorId: "admins-pause", from: "2027-01-07", to: "2027-01-14" };
  expect((await stage.api.getCalendar(days)).items).toEqual([]);
  await pause("admins-pause", "admin", false);
  await pause("admins-pause", "admin", false);
  await stage.api.createWithdrawal(asking("admins-pause"));
  const rows = await stage.query("SELECT 1 FROM withdrawals.payout_pause WHERE creator_id = 'admins-pause'");
  expect(rows).toHaveLength(2);
  const announced = await eventsOf(stage, "withdrawals.schedule.changed.v1", "admins-pause");
  expect(announced.map(({ changedBy, mode, pausedBy }) => [changedBy, mode, pausedBy])).toEqual([
    ["admins-pause", "weekly", undefined],
    ["admin-1", "weekly", "admin"],
    ["admin-1", "weekly", undefined],
  ]);
  // The same wish again is no change.
  await setSchedule(stage, "admins-pause");
  expect(await eventsOf(stage, "withdrawals.schedule.changed.v1", "admins-pause")).toHaveLength(3);
});

it("a clock that jumps three months makes one run, for the latest period; one that goes back makes none twice", async () => {
  await stage.setClock("2027-02-01T00:00:00Z");
  await scheduled(stage, "jumper", { retain: 5_000n });
  await scheduled(stage, "monthly", { cadence: "monthly", anchorDay: 31, zone: "America/New_York" });
  await stage.setClock("2027-05-01T12:00:00Z");
  const [run, ...others] = await runsOf(stage, "jumper", 1);
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    period: "2027-W17",
    outcome: "created",
    date: "2027-04-28",
    nextDate: "2027-05-05",
  });
  expect(run?.detail).toContain("12 earlier periods");
  expect(
    (await runsOf(stage, "monthly", 1)).map(({ period, date, nextDate }) => [period, date, nextDate]),
  ).toEqual([["2027-04", "2027-04-30", "2027-05-31"]]);
  expect(await withdrawalsOf(stage, "jumper")).toHaveLength(1);
  // A next run three months away was computed by a wrong clock: the period that is due by the right one runs.
  await stage.setClock("2027-03-01T12:00:00Z");
  expect((await runsOf(stage, "monthly", 2)).map(({ period }) => period).sort()).toEqual([
    "2027-02",
    "2027-04",
  ]);
  await stage.setClock("2027-05-01T13:00:00Z");
  await poll(async () => {
    const [due] = await stage.query<{ due_at: Date }>(
      "SELECT due_at FROM withdrawals.payout_due WHERE creator_id = 'monthly'",
    );
    expect(due?.due_at.toISOString()).toBe("2027-05-31T04:00:00.000Z");
  });
  const periods = (await runsOf(stage, "monthly", 2)).map(({ period }) => period);
  expect(new Set(periods).size).toBe(periods.length);
});

it("a change counts from the next period; turning schedules off counts at once", async () => {
  await stage.setClock("2027-06-07T12:00:00Z");
  await scheduled(stage, "changer", { anchorDay: 3 });
  await setSchedule(stage, "changer", { anchorDay: 1 });
  const changed = (await stage.api.getSchedule({ creatorId: "changer" })).schedule;
  expect(changed).toMatchObject({ version: 2, anchorDay: 1, nextRun: { date: "2027-06-09" } });
  expect(changed?.effectiveFrom?.toISOString()).toBe("2027-06-14T00:00:00.000Z");
  await stage.setClock("2027-06-09T00:00:05Z");
  expect((await runsOf(stage, "changer", 1))[0]).toMatchObject({
    period: "2027-W23",
    nextDate: "2027-06-14",
  });
  // The same again is no version.
  await setSchedule(stage, "changer", { anchorDay: 1 });
  expect((await stage.api.getSchedule({ creatorId: "changer" })).schedule?.version).toBe(2);
  // More changes than anybody makes leave the version in force, and its run.
  for (let n = 0; n < 25; n++) await setSchedule(stage, "changer", { anchorDay: 1, retain: BigInt(n) });
  expect((await stage.api.getSchedule({ creatorId: "changer" })).schedule).toMatchObject({
    version: 26,
    effectiveFrom: changed?.effectiveFrom,
    nextRun: { date: "2027-06-14" },
  });
  await setSchedule(stage, "changer", { cadence: "manual" });
  const off = (await stage.api.getSchedule({ creatorId: "changer" })).schedule;
  expect(off).toMatchObject({ version: 27, cadence: "manual", nextRun: undefined });
});

it("a threshold runs as soon as so much is available, again for the next time, and says what is in its way", async () => {
  await scheduled(stage, "saver", { cadence: "threshold", minimum: 8_000n }, 7_999n);
  await adjust(stage.wallet, "saver", "USD", 1n);
  await stage.setClock("2027-06-09T00:02:00Z");
  const [run] = await runsOf(stage, "saver", 1);
  expect(run).toMatchObject({ period: "threshold:1", outcome: "created", amount: 8_000n, nextDate: "" });
  await adjust(stage.wallet, "saver", "USD", 9_000n);
  await stage.setClock("2027-06-09T00:04:00Z");
  await poll(async () => {
    const { schedule } = await stage.api.getSchedule({ creatorId: "saver" });
    expect(schedule?.waitsFor).toBe("payout_in_flight");
  });
  await stage.api.decideWithdrawal(deciding(run?.withdrawalId ?? "", "reject", "admin-1", "later"));
  await stage.setClock("2027-06-09T00:06:00Z");
  expect((await runsOf(stage, "saver", 2))[0]).toMatchObject({ period: "threshold:2", amount: 17_000n });
});

it("a request by hand at the moment of the run: one of the two is open, nothing is overdrawn, the other knows why", async () => {
  await stage.setClock("2027-06-21T12:00:00Z");
  const racers = Array.from({ length: 8 }, (_, n) => `racer-${n}`);
  for (const one of racers) await scheduled(stage, one);
  await stage.setClock("2027-06-22T23:59:59Z");
  const wishes = racers.map((one) => asking(one, 20_000n));
  const answers = await Promise.allSettled(
    wishes.map(async (wish) => {
      await poll(async () =>
        expect(
          (await stage.api.getSchedule({ creatorId: wish.creatorId })).schedule?.nextRun?.date,
        ).toBeDefined(),
      );
      return stage.api.createWithdrawal(wish);
    }),
  );
  for (const [n, one] of racers.entries()) {
    const [run] = await runsOf(stage, one, 1);
    const found = await withdrawalsOf(stage, one);
    expect(found).toHaveLength(1);
    expect(await balance(stage, one)).toEqual([20_000n, 20_000n]);
    const answer = answers[n];
    if (found[0]?.scheduled) {
      expect(run).toMatchObject({ outcome: "created", withdrawalId: found[0].id });
      expect(answer).toMatchObject({ status: "rejected", reason: code("withdrawal_already_open") });
    } else expect(run).toMatchObject({ outcome: "skipped", reason: "payout_in_flight" });
  }
});

it("a schedule that can't be is refused with its field", async () => {
  const refused = (wish: object, field: string) =>
    expect(setSchedule(stage, "wrong", wish)).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ field }],
    });
  await refused({ anchorDay: 8 }, "anchor_day");
  await refused({ cadence: "monthly", anchorDay: 32 }, "anchor_day");
  await refused({ zone: "Mars/Olympus" }, "zone");
  await refused({ zone: "+05:30" }, "zone");
  await refused({ cadence: "daily" }, "cadence");
  // One spelling of a zone, whatever the request's.
  await setSchedule(stage, "speller", { zone: "eUROPE/bERLIN" });
  expect((await stage.api.getSchedule({ creatorId: "speller" })).schedule?.zone).toBe("Europe/Berlin");
  for (const [from, to] of [
    ["0031-01-01", "0031-01-02"],
    ["9999-01-01", "9999-12-31"],
    ["2027-02-31", "2027-03-01"],
  ] as const)
    await expect(stage.api.getCalendar({ creatorId: "wrong", from, to })).rejects.toMatchObject({
      code: "invalid_request",
    });
  await expect(setSchedule(stage, "wrong", { payoutMethodId: `pm_${"0".repeat(32)}` })).rejects.toEqual(
    code("payout_method_not_found"),
  );
});

const POINTS = [
  "schedules.before_run_commit",
  "schedules.run_committed",
  "withdrawals.hold_placed",
  "schedules.hold_marked",
];
const WEEK_MS = 7 * 86_400_000;
const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

it("killed at every step, then two schedulers at once: one run and one request for each period", async () => {
  for (const [n, point] of POINTS.entries()) {
    await stage.setClock(later("2027-07-06T12:00:00Z", n * WEEK_MS));
    const creators = Array.from({ length: 6 }, (_, k) => `${point}-${k}`);
    for (const one of creators) await scheduled(stage, one);
    const armed = await stage.world.arm("withdrawals", point);
    stage.moveClock(later("2027-07-07T00:00:01Z", n * WEEK_MS));
    expect((await armed.exited).signal).toBe("SIGKILL");
    // What the dead one had claimed is free again.
    stage.moveClock(later("2027-07-07T00:01:00Z", n * WEEK_MS));
    const rival = stage.world.startAnother("withdrawals");
    await stage.world.restart("withdrawals");
    for (const one of creators) {
      const runs = await runsOf(stage, one, 1);
      expect(runs).toHaveLength(1);
      expect(runs[0]).toMatchObject({ outcome: "created", amount: 20_000n });
      expect(await withdrawalsOf(stage, one)).toHaveLength(1);
      expect(await balance(stage, one)).toEqual([20_000n, 20_000n]);
    }
    await (await rival).stop();
  }
});
