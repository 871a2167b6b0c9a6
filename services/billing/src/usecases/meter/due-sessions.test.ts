import fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_BATCH_MINUTES } from "../../domain/due-batch.ts";
import { DueSessions } from "./due-sessions.ts";

/** Due sessions, by slot, each in one of `streams` streams. */
function waiting(slots: readonly number[], streams: number) {
  const termsAt = (slot: number) => slot % streams;
  const due = new DueSessions(termsAt);
  for (const slot of slots) due.add(slot);
  const take = () => {
    const slot = due.next();
    if (slot !== undefined) due.delete(slot);
    return slot;
  };
  return { due, take, termsAt };
}
const slots = (count: number) => Array.from({ length: count }, (_, i) => (i * 7_919) % count);

it("sessions that fit into one batch send first in, first out", () => {
  const { take } = waiting([5, 3, 9, 1], 2);
  expect([take(), take(), take(), take(), take()]).toEqual([5, 3, 9, 1, undefined]);
});

it("if more sessions wait than a batch holds, those of one stream go together, the longest waiting first by ordering", () => {
  const all = slots(40_000);
  const { take, termsAt } = waiting(all, 100);
  const sent = all.map(() => take() as number);
  const look = 8 * MAX_BATCH_MINUTES;
  for (let from = 0; from < all.length; from += look) {
    const part = sent.slice(from, from + look);
    expect(new Set(part)).toEqual(new Set(all.slice(from, from + look)));
    const changes = part.filter((slot, i) => i > 0 && termsAt(slot) !== termsAt(part[i - 1] as number));
    expect(changes).toHaveLength(99);
  }
  expect(take()).toBeUndefined();
});

it("each due session comes exactly once, whatever is added, removed or put back meanwhile", () => {
  const step = fc.oneof(
    fc.constant("take" as const),
    fc.constant("no room" as const),
    fc.record({ came: fc.integer({ min: 10_000, max: 20_000 }) }),
    fc.record({ billed: fc.nat(5_000) }),
  );
  fc.assert(
    fc.property(fc.nat(5_000), fc.array(step, { maxLength: 200 }), (count, steps) => {
      const { due, take } = waiting(slots(count), 7);
      for (const what of steps) {
        if (what === "no room" && due.next() !== undefined) due.back();
        else if (what === "take") take();
        else if (typeof what === "object" && "came" in what) due.add(what.came);
        else if (typeof what === "object") due.delete(what.billed);
      }
      const left = new Set(due);
      const sent: number[] = [];
      for (let slot = take(); slot !== undefined; slot = take()) sent.push(slot);
      expect(sent).toHaveLength(left.size);
      expect(new Set(sent)).toEqual(left);
    }),
    { numRuns: 50 },
  );
});
