import { expect, it } from "vitest";
import { gathered, grouped } from "./grouped.ts";

/** Runs that end on request. */
function stage(most: number) {
  const runs: { items: readonly number[]; end(): void; fail(): void }[] = [];
  const add = grouped<number, number>(most, (items) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    runs.push({
      items,
      end: () => resolve(items.length),
      fail: () => reject(new Error(`run of ${items.join(" ")}`)),
    });
    return promise;
  });
  return { runs, add };
}
const turn = () => new Promise(setImmediate);

it("who comes alone is served at once; who comes meanwhile shares the next run", async () => {
  const { runs, add } = stage(10);
  const first = add(1);
  await turn();
  const rest = [add(2), add(3)];
  await turn();
  expect(runs.map(({ items }) => items)).toEqual([[1]]);
  runs[0]?.end();
  await turn();
  expect(runs.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  runs[1]?.end();
  expect(await Promise.all([first, ...rest])).toEqual([1, 2, 2]);
});

it("a run takes so many at most, one run at a time, in the order in which they came", async () => {
  const { runs, add } = stage(2);
  const all = [1, 2, 3, 4, 5].map(add);
  for (let run = 0; run < 3; run++) {
    await turn();
    expect(runs).toHaveLength(run + 1);
    runs[run]?.end();
  }
  expect(await Promise.all(all)).toEqual([2, 2, 2, 2, 1]);
  expect(runs.map(({ items }) => items)).toEqual([[1, 2], [3, 4], [5]]);
});

it("a run that fails fails for those in it, and for nobody else", async () => {
  const { runs, add } = stage(2);
  const all = Promise.allSettled([1, 2, 3].map(add));
  await turn();
  runs[0]?.fail();
  await turn();
  runs[1]?.end();
  expect(await all).toEqual([
    { status: "rejected", reason: new Error("run of 1 2") },
    { status: "rejected", reason: new Error("run of 1 2") },
    { status: "fulfilled", value: 1 },
  ]);
});

it("what comes within a moment is gathered, so many at most, and a run that hangs holds up nobody else", async () => {
  const runs: (readonly number[])[] = [];
  const add = gathered<number, number>(5, 2, (items) => {
    runs.push(items);
    return items.includes(1) ? new Promise(() => undefined) : Promise.resolve(items.length);
  });
  void add(1);
  void add(2);
  expect(await add(3)).toBe(1);
  expect(await Promise.all([add(4), add(5)])).toEqual([2, 2]);
  expect(runs).toEqual([[1, 2], [3], [4, 5]]);
});
