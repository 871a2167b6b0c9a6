import { expect, it } from "vitest";
import { MOST_LINES, UnderWay } from "./under-way.ts";

it("is full while as many lines as it takes are unanswered, and has room as answers come, whichever they are", () => {
  const underWay = new UnderWay();
  underWay.sent(MOST_LINES - 1, 0);
  expect(underWay.isFull(0)).toBe(false);
  underWay.sent(3, 0);
  expect(underWay.isFull(0)).toBe(true);
  underWay.answered(2);
  expect(underWay.isFull(0)).toBe(true);
  underWay.answered(1);
  expect(underWay.isFull(0)).toBe(false);
});

it("answers that never come are waited for 5 s, those of each batch from when it was sent", () => {
  const underWay = new UnderWay();
  underWay.sent(MOST_LINES, 0);
  underWay.answered(1);
  underWay.sent(MOST_LINES, 1_000);
  expect(underWay.isFull(4_999)).toBe(true);
  expect(underWay.isFull(5_000)).toBe(true);
  expect(underWay.isFull(5_999)).toBe(true);
  expect(underWay.isFull(6_000)).toBe(false);
});

it("more answers than were asked for make no more room than there is", () => {
  const underWay = new UnderWay();
  underWay.sent(5, 0);
  underWay.answered(1_000_000);
  underWay.sent(MOST_LINES, 0);
  expect(underWay.isFull(0)).toBe(true);
});
