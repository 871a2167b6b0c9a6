import fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_BATCH_LINES } from "./due-batch.ts";
import type { Meter } from "./meter.ts";
import { ReadyOrder } from "./ready-order.ts";

/** Sessions that wait, by slot, each in one of `streams` streams. */
function waiting(slots: readonly number[], streams: number) {
  const ready = new Set(slots);
  const termsAt = (slot: number) => slot % streams;
  const order = new ReadyOrder({ ready, table: { termsAt } } as unknown as Meter);
  const take = () => {
    const slot = order.next();
    if (slot !== undefined) ready.delete(slot);
    return slot;
  };
  return { ready, order, take, termsAt };
}
const slots = (count: number) => Array.from({ length: count }, (_, i) => (i * 7_919) % count);

it("sessions send as they came, where all of them go into one batch", () => {
  const { take } = waiting([5, 3, 9, 1], 2);
  expect([take(), take(), take(), take(), take()]).toEqual([5, 3, 9, 1, undefined]);
});

it("where there are more, those of one stream go together, and of many looks the first has who came first", () => {
  const all = slots(40_000);
  const { take, termsAt } = waiting(all, 100);
  const sent = all.map(() => take() as number);
  const look = 8 * MAX_BATCH_LINES;
  for (let from = 0; from < all.length; from += look) {
    const part = sent.slice(from, from + look);
    expect(new Set(part)).toEqual(new Set(all.slice(from, from + look)));
    const changes = part.filter((slot, i) => i > 0 && termsAt(slot) !== termsAt(part[i - 1] as number));
    expect(changes).toHaveLength(99);
  }
  expect(take()).toBeUndefined();
});

it("nobody is left out and nobody comes twice, whoever comes, goes or had no room meanwhile", () => {
  const step = fc.oneof(
    fc.constant("take" as const),
    fc.constant("no room" as const),
    fc.record({ came: fc.integer({ min: 10_000, max: 20_000 }) }),
    fc.record({ billed: fc.nat(5_000) }),
  );
  fc.assert(
    fc.property(fc.nat(5_000), fc.array(step, { maxLength: 200 }), (count, steps) => {
      const { ready, order, take } = waiting(slots(count), 7);
      for (const what of steps) {
        if (what === "no room" && order.next() !== undefined) order.back();
        else if (what === "take") take();
        else if (typeof what === "object" && "came" in what) ready.add(what.came);
        else if (typeof what === "object") ready.delete(what.billed);
      }
      const left = new Set(ready);
      const sent: number[] = [];
      for (let slot = take(); slot !== undefined; slot = take()) sent.push(slot);
      expect(sent).toHaveLength(left.size);
      expect(new Set(sent)).toEqual(left);
    }),
    { numRuns: 50 },
  );
});
