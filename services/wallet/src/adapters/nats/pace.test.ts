import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { gate, pace } from "./pace.ts";

it("a pace lets its burst through at once, then one a step, and saves up no more than its burst", () => {
  const next = pace(10, 3);
  expect([0, 0, 0, 0, 0].map(next)).toEqual([0, 0, 0, 100, 200]);
  expect(next(250)).toBe(50);
  expect([1_000_000, 1_000_000, 1_000_000, 1_000_000].map(next)).toEqual([0, 0, 0, 100]);
});

it("a gate lets no more than its places in, in order, also where work fails", async () => {
  const through = gate(2);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const work = (n: number) => async () => {
    order.push(n);
    most = Math.max(most, ++inside);
    await turn();
    inside -= 1;
    if (n % 3 === 0) throw new Error("no");
  };
  await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((n) => through(work(n))));
  expect([most, order]).toEqual([2, [0, 1, 2, 3, 4, 5, 6]]);
});
