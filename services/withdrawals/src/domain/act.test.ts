import { expect, it } from "vitest";
import { type Act, firstState, isConsent, isRepeated, judgeDecision, stateAt } from "./act.ts";

const NOW = new Date("2026-11-30T12:00:00Z");
const LATER = new Date(NOW.getTime() + 1);
const act = (rest: Partial<Act> = {}): Act => ({
  id: "a",
  kind: "adjustment",
  subject: "creator",
  object: "",
  cents: 1n,
  details: {},
  reason: "r",
  needsSecond: "above_limit",
  requestedBy: "ann",
  requestedAt: NOW,
  state: "pending",
  expiresAt: LATER,
  decidedBy: "",
  decidedAt: undefined,
  decisionNote: "",
  executedAt: undefined,
  result: "",
  ...rest,
});
const decide = (actorId: string, action: "confirm" | "decline", now = NOW, rest?: Partial<Act>) =>
  judgeDecision(act(rest), { actorId, action, note: "n" }, now);

it("above its limit an act waits for a second admin", () => {
  expect(firstState("above_limit")).toBe("pending");
  expect(firstState("")).toBe("confirmed");
});

it("another admin confirms; the admin who asked, and the subject, do not", () => {
  expect(decide("bob", "confirm")).toMatchObject({ state: "confirmed", decidedBy: "bob" });
  expect(decide("Ann", "confirm")).toEqual({ refused: "requester" });
  expect(decide("creator", "confirm")).toEqual({ refused: "subject" });
});

it("the admin who asked may decline", () => {
  expect(decide("ann", "decline")).toMatchObject({ state: "declined" });
});

it("an act whose time is over, or that was decided, is not decided again", () => {
  expect(stateAt(act(), LATER)).toBe("expired");
  expect(decide("bob", "confirm", LATER)).toEqual({ refused: "over" });
  expect(decide("bob", "confirm", NOW, { state: "declined" })).toEqual({ refused: "over" });
});

it("the same decision of the same admin again is a repetition", () => {
  const confirmed = act({ state: "executed", decidedBy: "bob" });
  expect(isRepeated(confirmed, { actorId: "bob", action: "confirm", note: "" })).toBe(true);
  expect(isRepeated(confirmed, { actorId: "bob", action: "decline", note: "" })).toBe(false);
  expect(isRepeated(confirmed, { actorId: "eve", action: "confirm", note: "" })).toBe(false);
});

it("a second admin's same request is the consent to the first", () => {
  expect(isConsent(act(), "bob")).toBe(true);
  expect(isConsent(act(), "ANN")).toBe(false);
  expect(isConsent(act({ state: "confirmed" }), "bob")).toBe(false);
});
