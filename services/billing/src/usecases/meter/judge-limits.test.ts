import { describe, expect, it } from "vitest";
import { activeSession, MINUTE, START, UNCOUNTED } from "../../../test/fixtures.ts";
import type { Session } from "../../domain/session.ts";
import type { LimitVersion } from "../../domain/spending-limits.ts";
import { type JudgeLimitsPorts, judgeLimits } from "./judge-limits.ts";
import { Meter } from "./meter.ts";
import { applyHeartbeat } from "./read-presence.ts";
import { applyDecision } from "./read-results.ts";
import { keyOf } from "./store/keys.ts";

const clock = { now: () => START + 10 * MINUTE, monotonic: () => 0, sleep: async () => undefined };
const limit = (dayTokens: number): LimitVersion => ({
  dayTokens,
  monthTokens: undefined,
  zone: "UTC",
  effectiveAt: 0,
});

/** A meter with these sessions of one viewer, whose limit is asked for as the database would answer. */
function stage(dayTokens: number, ...rows: Session[]) {
  const meter = new Meter({ lostAfterMs: 600_000 }, clock, UNCOUNTED);
  for (let shard = 0; shard < 16; shard++) meter.addShard(shard, { presence: 0, results: 0 });
  for (const row of rows) meter.know(row);
  const asked = { reads: 0 };
  const ports: JudgeLimitsPorts = {
    meter,
    rows: { byIds: async (ids) => rows.filter(({ id }) => ids.includes(id)) },
    spending: {
      limitsOf: async () => {
        asked.reads += 1;
        return new Map([["viewer", [limit(dayTokens)]]]);
      },
      unsettledSessions: async () => rows,
      settledTokens: async (requests) => requests.map(() => 0),
    },
    store: { transaction: async () => undefined as never },
    clock,
  };
  const see = (row: Session, ms: number) =>
    applyHeartbeat(meter, meter.table.find(keyOf(row.id))!, row.startedAt + ms, clock.now());
  const paid = (row: Session, minute: number) =>
    applyDecision(meter, { key: keyOf(row.id), minute, outcome: "paid", available: 1_000 }, clock.now());
  const at = (row: Session) => meter.table.find(keyOf(row.id))!;
  return { meter, ports, asked, see, paid, at };
}

const limited = (over: Partial<Session> = {}) => activeSession({ limitsVersion: 1, ...over });

describe("a session whose viewer has a limit", () => {
  it("sends no minute that was not judged, and ends where its last fitting one ended", async () => {
    const row = limited();
    const { meter, ports, see, at } = stage(12, row);
    see(row, 5 * MINUTE + 100);
    expect(meter.due.size).toBe(0);
    await judgeLimits(ports);
    expect(at(row)).toMatchObject({ endReason: "spending_limit", endedAt: START + 2 * MINUTE });
    expect([meter.due.size, meter.limited.upTo(at(row).slot), meter.ends.size]).toEqual([1, 2, 1]);
  });

  it("is read of once while it has room: not for each minute", async () => {
    const row = limited();
    const { ports, asked, see, paid } = stage(100_000, row);
    await judgeLimits(ports);
    for (let minute = 1; minute <= 20; minute++) {
      see(row, minute * MINUTE);
      await judgeLimits(ports);
      paid(row, minute);
    }
    expect(asked.reads).toBe(1);
  });

  it("is judged again when the limits' version grew, from what was not sent on", async () => {
    const row = limited();
    const { meter, ports, asked, at } = stage(100_000, row);
    await judgeLimits(ports);
    expect(meter.limited.upTo(at(row).slot)).toBe(31);
    meter.know({ ...row, limitsVersion: 2 });
    expect(meter.limited.upTo(at(row).slot)).toBe(0);
    await judgeLimits(ports);
    expect(asked.reads).toBe(2);
  });

  it("waits with its due minutes while the database does not answer", async () => {
    const row = limited();
    const { meter, ports, see } = stage(100, row);
    see(row, MINUTE);
    const broken = { ...ports.spending, limitsOf: () => Promise.reject(new Error("no database")) };
    await expect(judgeLimits({ ...ports, spending: broken })).rejects.toThrow("no database");
    expect([meter.due.size, meter.limited.toJudge.size]).toEqual([0, 1]);
    await judgeLimits(ports);
    expect([meter.due.size, meter.limited.toJudge.size]).toEqual([1, 0]);
  });

  it("leaves others alone: without a limit nothing is judged", async () => {
    const row = activeSession();
    const { meter, ports, asked, see } = stage(0, row);
    see(row, MINUTE);
    expect([await judgeLimits(ports), asked.reads, meter.due.size]).toEqual([0, 0, 1]);
  });
});
