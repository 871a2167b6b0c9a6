import { expect, it } from "vitest";
import { judgeAttempt } from "./delivery.ts";

const NOW = new Date("2026-12-01T12:00:00Z");
const HOUR_MS = 3_600_000;
const after = (hours: number, attempts = 0) => ({
  attempts,
  attemptedAt: new Date(NOW.getTime() - hours * HOUR_MS),
});
const later = { outcome: "retry", error: "smtp_451" } as const;
const pauseOf = (attempts: number, random = 0) => {
  const verdict = judgeAttempt(after(0, attempts), later, NOW, random);
  return "dueAt" in verdict ? (verdict.dueAt.getTime() - NOW.getTime()) / 1_000 : undefined;
};

it("pauses double from 15 s to 30 min, less up to a half", () => {
  expect([0, 1, 2, 6, 7, 8, 100].map((attempts) => pauseOf(attempts))).toEqual([
    15, 30, 60, 960, 1_800, 1_800, 1_800,
  ]);
  expect(pauseOf(8, 1)).toBe(900);
});

it("a pause that the other side asks for counts, up to a day", () => {
  const asked = (afterMs: number) => judgeAttempt(after(0), { ...later, afterMs }, NOW, 0);
  expect(asked(HOUR_MS)).toMatchObject({ dueAt: new Date(NOW.getTime() + HOUR_MS) });
  expect(asked(200 * HOUR_MS)).toMatchObject({ dueAt: new Date(NOW.getTime() + 24 * HOUR_MS) });
});

it("a refusal for now is given up after a day, and after three where nobody answers", () => {
  const unreachable = { outcome: "retry", error: "smtp_unreachable", unreachable: true } as const;
  expect(judgeAttempt(after(23), later, NOW, 0)).toHaveProperty("dueAt");
  expect(judgeAttempt(after(24), later, NOW, 0)).toEqual({ state: "failed", error: "smtp_451" });
  expect(judgeAttempt(after(71), unreachable, NOW, 0)).toHaveProperty("dueAt");
  expect(judgeAttempt(after(72), unreachable, NOW, 0)).toEqual({
    state: "failed",
    error: "smtp_unreachable",
  });
});
