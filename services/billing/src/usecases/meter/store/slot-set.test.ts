import fc from "fast-check";
import { expect, it } from "vitest";
import { SlotSet } from "./slot-set.ts";

it("holds what a Set would hold, in ascending order", () => {
  const operation = fc.tuple(fc.boolean(), fc.nat(5_000));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 2_000, size: "max" }), (operations) => {
      const slots = new SlotSet();
      const model = new Set<number>();
      for (const [adds, slot] of operations) {
        expect(slots.has(slot)).toBe(model.has(slot));
        if (adds) slots.add(slot);
        else slots.delete(slot);
        if (adds) model.add(slot);
        else model.delete(slot);
      }
      expect(slots.size).toBe(model.size);
      expect([...slots.toArray()]).toEqual([...model].sort((a, b) => a - b));
    }),
    { numRuns: 20 },
  );
});
