import { describe, expect, it } from "vitest";
import {
  type Cadence,
  dueRun,
  effectiveFrom,
  inForce,
  missedBefore,
  nextRun,
  planOf,
  type Schedule,
} from "./schedule.ts";

const at = (text: string) => new Date(text);
const version = (number: number, cadence: Cadence, from: string, anchorDay = 3): Schedule => ({
  creatorId: "c",
  version: number,
  cadence,
  anchorDay,
  zone: "UTC",
  minimum: 0n,
  retain: 0n,
  payoutMethodId: undefined,
  effectiveFrom: at(from),
  creatorName: "",
  creatorEmail: "",
  createdAt: at(from),
});
const NONE = new Set<string>();
const weekly = version(1, "weekly", "2026-12-01T10:00:00Z");

describe("a run is due", () => {
  it("once its day has begun, not for a period before the schedule, and only for the latest period", () => {
    expect(dueRun([weekly], at("2026-12-01T23:59:59Z"))).toBeUndefined();
    expect(dueRun([weekly], at("2026-12-02T00:00:00Z"))?.period.key).toBe("2026-W49");
    const late = dueRun([weekly], at("2027-03-01T00:00:00Z"));
    expect(late?.period.key).toBe("2027-W08");
    expect(late && missedBefore(late, undefined)).toBe(12);
    expect(late && missedBefore(late, { year: 2027, month: 2, day: 17 })).toBe(0);
  });

  it("is left to the version before, where nobody looked before a change", () => {
    const monthly = version(2, "monthly", "2026-12-07T00:00:00Z", 31);
    expect(dueRun([monthly, weekly], at("2026-12-10T00:00:00Z"))).toMatchObject({
      schedule: { version: 1 },
      period: { key: "2026-W49" },
    });
    const off = version(2, "manual", "2026-12-01T11:00:00Z");
    expect(dueRun([off, weekly], at("2026-12-10T00:00:00Z"))).toBeUndefined();
  });
});

describe("a change", () => {
  it("counts from the end of the present period; off, or from off, at once", () => {
    const now = at("2026-12-03T12:00:00Z");
    expect(effectiveFrom(weekly, "monthly", now)).toEqual(at("2026-12-07T00:00:00Z"));
    expect(effectiveFrom(weekly, "manual", now)).toEqual(now);
    expect(effectiveFrom(undefined, "weekly", now)).toEqual(now);
    expect(effectiveFrom(version(1, "threshold", "2026-12-01T00:00:00Z"), "weekly", now)).toEqual(now);
  });

  it("of a change the newest counts, and one that was replaced never does", () => {
    const monthly = version(2, "monthly", "2026-12-07T00:00:00Z", 15);
    const off = version(3, "manual", "2026-12-03T12:00:00Z");
    expect(inForce([off, monthly, weekly], at("2026-12-20T00:00:00Z"))?.version).toBe(3);
    expect(nextRun([off, monthly, weekly], at("2026-12-03T13:00:00Z"), NONE)).toBeUndefined();
    expect(planOf([off, monthly, weekly], at("2026-12-20T00:00:00Z"), NONE)).toEqual({
      dueAt: undefined,
      nextAt: undefined,
    });
  });

  it("back to a day of this week runs no period twice", () => {
    const friday = version(2, "weekly", "2026-12-03T12:00:00Z", 5);
    const taken = new Set(["2026-W49"]);
    expect(nextRun([friday, weekly], at("2026-12-03T13:00:00Z"), taken)?.period.key).toBe("2026-W50");
    expect(nextRun([friday, weekly], at("2026-12-03T13:00:00Z"), NONE)?.period.key).toBe("2026-W49");
  });
});

it("waits for its day, for its next look, or for the next version", () => {
  expect(planOf([weekly], at("2026-12-01T12:00:00Z"), NONE).nextAt).toEqual(at("2026-12-02T00:00:00Z"));
  const threshold = version(2, "threshold", "2026-12-07T00:00:00Z");
  const thursday = at("2026-12-03T00:00:00Z");
  expect(planOf([threshold, weekly], thursday, new Set(["2026-W49"]))).toEqual({
    dueAt: undefined,
    nextAt: at("2026-12-07T00:00:00Z"),
  });
  expect(planOf([threshold, weekly], at("2026-12-08T00:00:00Z"), NONE)).toEqual({
    dueAt: undefined,
    nextAt: at("2026-12-08T00:01:00Z"),
  });
});
