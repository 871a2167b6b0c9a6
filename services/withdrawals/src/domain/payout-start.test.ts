import { expect, it } from "vitest";
import { type DueWithdrawal, obstacleOf, reasonAfter, startObstacleOf } from "./payout-start.ts";
import type { ReviewReason } from "./withdrawal.ts";

const NOW = new Date("2026-11-30T12:00:00Z");
const ready: DueWithdrawal = {
  id: "w",
  creatorId: "c",
  amount: 5_000n,
  destination: "acct_1",
  speed: "standard",
  fee: 0n,
  lockedUntil: undefined,
  kind: "stripe",
  state: "ready",
  approvalsMissing: 0,
  needsReview: "",
  isPaused: false,
};

it.each<[string, Partial<DueWithdrawal>, ReviewReason]>([
  ["a ready method that is approved", {}, ""],
  ["no method", { kind: undefined, state: undefined }, "payout_method_missing"],
  ["a destination that too few admins have approved", { approvalsMissing: 1 }, "destination_unapproved"],
  ["an account that may not be paid", { state: "restricted" }, "payout_method_restricted"],
  ["a method that is locked", { lockedUntil: new Date(NOW.getTime() + 1) }, "payout_method_locked"],
  ["more than the rail takes", { kind: "paypal", amount: 20_000_01n }, "payout_method_unavailable"],
  ["the most that it takes, after the fee", { kind: "paypal", amount: 20_000_01n, fee: 1n }, ""],
  ["less than the rail takes", { kind: "paypal", amount: 99n }, "payout_method_unavailable"],
  ["an admin's pause", { isPaused: true, lockedUntil: new Date(NOW.getTime() + 1) }, "payouts_paused"],
  ["a lock that is over", { lockedUntil: NOW }, ""],
  ["an onboarding that is not finished", { state: "onboarding" }, "payout_method_restricted"],
])("%s: %o → %s", (_, facts, reason) => {
  expect(obstacleOf({ ...ready, ...facts }, false, ["stripe", "paypal", "manual"], NOW)).toBe(reason);
  expect(obstacleOf({ ...ready, ...facts }, true, ["stripe", "manual"], NOW)).toBe("frozen");
});

it("a way to pay that is not configured is unavailable", () => {
  expect(obstacleOf(ready, false, ["manual"], NOW)).toBe("payout_method_unavailable");
});

it("an attempt that was created starts only where its place is approved and its method is not locked", () => {
  const later = new Date(NOW.getTime() + 1);
  const of = (approvalsNeeded: number, lockedUntil?: Date) =>
    startObstacleOf({ approvalsNeeded, lockedUntil }, NOW);
  expect([of(0), of(0, NOW), of(0, later)]).toEqual(["", "", "payout_method_locked"]);
  expect([of(1), of(1, later)]).toEqual(["destination_unapproved", "destination_unapproved"]);
});

it("what the rail lacks stays the reason until the rail takes the payout; another reason replaces it at once", () => {
  const after = (state: Parameters<typeof reasonAfter>[1], reason: ReviewReason = "") =>
    reasonAfter("platform_balance_too_small", state, reason);
  for (const state of ["created", "funding", "funded", "sending"] as const)
    expect(after(state)).toBe("platform_balance_too_small");
  for (const state of ["sent", "reversing", "paid"] as const) expect(after(state)).toBe("");
  expect(after("funding", "outcome_unknown")).toBe("outcome_unknown");
  expect(reasonAfter("frozen", "funding", "")).toBe("");
});
