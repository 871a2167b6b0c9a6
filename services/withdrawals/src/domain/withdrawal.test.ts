import { describe, expect, it } from "vitest";
import {
  ACTIONS,
  type Action,
  isAnnounced,
  STATUSES,
  type Status,
  transition,
  weighApproval,
} from "./withdrawal.ts";

/** contracts.md, "Withdrawal states", written down once more and by hand: every edge that exists. */
const EDGES: readonly [Status, Action, Status][] = [
  ["PENDING", "approve_first", "PENDING"],
  ["PENDING", "approve", "APPROVED"],
  ["APPROVED", "approve_destination", "APPROVED"],
  ["PENDING", "reject", "REJECTED"],
  ["PENDING", "cancel", "CANCELED"],
  ["APPROVED", "payout_paid", "COMPLETED"],
  ["APPROVED", "payout_failed", "FAILED"],
  ["COMPLETED", "payout_returned", "FAILED"],
  ["COMPLETED", "resolve", "COMPLETED"],
];

describe("every state and every action", () => {
  for (const status of STATUSES) {
    for (const action of ACTIONS) {
      const edge = EDGES.find(([from, by]) => from === status && by === action);
      const expected = edge ? { to: edge[2] } : { error: "invalid_transition" };
      it(`${status} × ${action}: ${edge?.[2] ?? "invalid_transition"}`, () => {
        expect(transition(status, action)).toEqual(expected);
      });
    }
  }
});

describe("approvals", () => {
  it("one is enough where one is needed", () => expect(weighApproval([], "a", 1)).toBe("approve"));
  it("the first of two is not yet enough", () => expect(weighApproval([], "a", 2)).toBe("approve_first"));
  it("another admin's is the second", () => expect(weighApproval(["a"], "b", 2)).toBe("approve"));
  it("the same admin's counts once", () => expect(weighApproval(["a"], "a", 2)).toBe("same_admin"));
});

it("a reason is announced when it is new; not one that needs nobody, nor the freeze, which has its own event", () => {
  expect(isAnnounced("", "outcome_unknown")).toBe(true);
  expect(isAnnounced("payout_method_missing", "destination_unapproved")).toBe(true);
  expect(isAnnounced("outcome_unknown", "outcome_unknown")).toBe(false);
  for (const reason of ["", "frozen", "payout_method_locked"] as const)
    expect(isAnnounced("outcome_unknown", reason)).toBe(false);
});
