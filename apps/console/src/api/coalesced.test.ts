import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { coalesced } from "./coalesced.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A run that the test ends. */
function counted() {
  const runs: PromiseWithResolvers<void>[] = [];
  const run = () => {
    const one = Promise.withResolvers<void>();
    runs.push(one);
    return one.promise;
  };
  return { runs, call: coalesced(run, { waitMs: 100, everyMs: 1_000 }) };
}

it("a burst runs once", async () => {
  const { runs, call } = counted();
  for (let n = 0; n < 300; n++) call();
  await vi.advanceTimersByTimeAsync(100);
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(runs).toHaveLength(1);
});

it("what comes during a run makes one more after it, not sooner than the pace allows", async () => {
  const { runs, call } = counted();
  call();
  await vi.advanceTimersByTimeAsync(100);
  call();
  call();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await vi.advanceTimersByTimeAsync(999);
  expect(runs).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toHaveLength(2);
});

it("a run that fails does not keep the next one", async () => {
  const { runs, call } = counted();
  call();
  await vi.advanceTimersByTimeAsync(100);
  runs[0]?.reject(new Error("offline"));
  await vi.advanceTimersByTimeAsync(0);
  call();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toHaveLength(2);
});
