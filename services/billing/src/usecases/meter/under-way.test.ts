import { expect, it } from "vitest";
import { MOST_MINUTES, UnderWay } from "./under-way.ts";

it("is full while the most minutes are unanswered, and has room as any answers come", () => {
  const underWay = new UnderWay();
  underWay.sent(MOST_MINUTES - 1, 0);
  expect(underWay.isFull(0)).toBe(false);
  underWay.sent(3, 0);
  expect(underWay.isFull(0)).toBe(true);
  underWay.answered(2);
  expect(underWay.isFull(0)).toBe(true);
  underWay.answered(1);
  expect(underWay.isFull(0)).toBe(false);
});

it("an answer counts as pending for 5 s after its batch was sent", () => {
  const underWay = new UnderWay();
  underWay.sent(MOST_MINUTES, 0);
  underWay.answered(1);
  underWay.sent(MOST_MINUTES, 1_000);
  expect(underWay.isFull(4_999)).toBe(true);
  expect(underWay.isFull(5_000)).toBe(true);
  expect(underWay.isFull(5_999)).toBe(true);
  expect(underWay.isFull(6_000)).toBe(false);
});

it("more answers than minutes under way make no extra room", () => {
  const underWay = new UnderWay();
  underWay.sent(5, 0);
  underWay.answered(1_000_000);
  underWay.sent(MOST_MINUTES, 0);
  expect(underWay.isFull(0)).toBe(true);
});
