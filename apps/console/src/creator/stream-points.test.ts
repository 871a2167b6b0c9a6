import { expect, it } from "vitest";
import { streamPoints } from "./stream-points.ts";

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const usd = (amount: string) => ({ amount, currency: "USD" as const });
const history = {
  stream_id: "str_1",
  started_at: at(0),
  ended_at: null,
  as_of: at(40),
  step_seconds: 15,
  points: [
    { at: at(0), viewers: 0, per_minute: usd("0.00") },
    { at: at(40), viewers: 2, per_minute: usd("26.40") },
  ],
};
const moment = (seconds: number, viewers: number) => ({
  atMs: seconds * 1_000,
  viewers,
  cents_per_minute: "1.00",
});
const seen = (points: { atMs: number; viewers: number }[]) =>
  points.map(({ atMs, viewers }) => [atMs / 1_000, viewers]);

it("a line begins at the start, goes on with later events only, and reaches now", () => {
  const points = streamPoints(history, [moment(30, 9), moment(40, 9), moment(50, 3)], 60_000);
  expect(seen(points)).toEqual([
    [0, 0],
    [40, 2],
    [50, 3],
    [60, 3],
  ]);
});

it("until the history is there the events of this page are shown", () => {
  expect(seen(streamPoints(undefined, [moment(30, 9)], 40_000))).toEqual([
    [30, 9],
    [40, 9],
  ]);
  expect(streamPoints(undefined, [], 40_000)).toEqual([]);
});

it("a stream that is over ends where it ended", () => {
  const over = { ...history, ended_at: at(40) };
  expect(streamPoints(over, [], 90_000).at(-1)?.atMs).toBe(40_000);
});
