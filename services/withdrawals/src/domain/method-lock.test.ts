import { expect, it } from "vitest";
import { lockAfter } from "./method-lock.ts";

const NOW = new Date("2026-11-30T12:00:00Z");
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);

it("the first method of a creator is free at once; each later one is locked, to the exact hour", () => {
  expect(lockAfter({ kind: "added", before: false }, 72, NOW)).toBeUndefined();
  expect(lockAfter({ kind: "added", before: true }, 72, NOW)).toEqual(hours(72));
});

it("another default one is locked while it is young, and never shorter than it was", () => {
  const made = (age: number, lockedUntil?: Date) =>
    lockAfter(
      { kind: "made_default", before: true, method: { createdAt: hours(-age), lockedUntil } },
      72,
      NOW,
    );
  expect(made(1)).toEqual(hours(71));
  expect(made(72)).toBeUndefined();
  expect(made(100, hours(5))).toEqual(hours(5));
  expect(made(100, hours(-5))).toBeUndefined();
});

it("an account that pays to another place is locked from now on; 0 hours lock nothing", () => {
  expect(lockAfter({ kind: "retargeted" }, 72, NOW)).toEqual(hours(72));
  expect(lockAfter({ kind: "retargeted" }, 0, NOW)).toBeUndefined();
  expect(lockAfter({ kind: "added", before: true }, 0, NOW)).toBeUndefined();
});

it("a place that becomes known late may be another one: it is locked, unless nothing says that it changed", () => {
  const known = (age: number, state: "ready" | "onboarding", before: boolean, announced: boolean) =>
    lockAfter({ kind: "first_known", method: { createdAt: hours(-age), state }, before, announced }, 72, NOW);
  expect(known(1, "onboarding", true, true)).toBeUndefined();
  expect(known(71, "onboarding", true, false)).toBeUndefined();
  expect(known(72, "onboarding", true, false)).toEqual(hours(72));
  expect(known(72, "onboarding", false, true)).toBeUndefined();
  expect(known(1, "ready", false, true)).toEqual(hours(72));
  expect(known(100, "ready", true, false)).toBeUndefined();
});
