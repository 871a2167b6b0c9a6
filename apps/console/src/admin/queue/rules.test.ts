import { expect, it } from "vitest";
import { row } from "./row-for-tests.ts";
import { nextAfter, possible } from "./rules.ts";

const held = {
  action: "approve",
  by: "anna",
  by_name: "Anna",
  takes_effect_at: "2026-12-01T10:00:10Z",
} as const;
const first = {
  approvals: [{ by: "anna", by_name: "Anna", at: "2026-12-01T10:00:00Z" }],
  approvals_needed: 1,
};

it.each([
  ["a pending one", row("a"), true, true],
  ["one's own", row("a", { creator_id: "me" }), false, false],
  ["one that is decided and can be undone", row("a", { decision: held }), false, false],
  ["one that another admin must approve", row("a", { needs_me: false }), false, true],
  ["the first approval was another's", row("a", first), true, true],
  ["an approved one", row("a", { status: "APPROVED", approvals_needed: 0 }), false, false],
  ["an approved one with a new destination", row("a", { status: "APPROVED" }), true, false],
])("%s can be approved %s, rejected %s", (_, withdrawal, approve, reject) => {
  expect(possible(withdrawal, "me")).toMatchObject({ approve, reject });
});

it("an admin who gave the first approval does not give the second", () => {
  expect(possible(row("a", first), "anna")).toEqual({ approve: false, reject: true, isOwnApproval: true });
});

it("after a decision the next row that can be approved follows, at the end the one before", () => {
  const rows = [row("a"), row("b"), row("c", { decision: held }), row("d")];
  expect(nextAfter(rows, "wdr_b", "me")).toBe("wdr_d");
  expect(nextAfter(rows, "wdr_d", "me")).toBe("wdr_b");
  expect(nextAfter([row("a")], "wdr_a", "me")).toBeUndefined();
});
