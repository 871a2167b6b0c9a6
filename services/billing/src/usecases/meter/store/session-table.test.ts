import fc from "fast-check";
import { expect, it } from "vitest";
import { type NewSession, SessionTable } from "./session-table.ts";

const session = (n: number): NewSession => ({
  startedAt: 1_800_000_000_000 + n,
  carriedMs: n % 60_000,
  lastSeenAt: 1_800_000_000_000 + 2 * n,
  seenBefore: 1_800_000_000_000,
  emitted: n,
  paid: n,
  refusedMinute: 0,
  retryAt: 0,
  attempts: 0,
  endedAt: 0,
  endReason: undefined,
  silentMs: 0,
  viewerAccount: n,
  terms: {
    streamId: `s${n % 7}`,
    creatorAccount: n % 7,
    tokensPerMinute: 5,
    creatorCentsPerMinute: 1_320,
    minuteMs: 60_000,
  },
});

/** As an id's bytes: little differs at the front, and some keys differ in one byte only. */
const keyOf = (n: number): string => `0123456789abcd${String.fromCharCode(n >> 8, n & 255)}`;

it("remembers what was put in, whatever is added and removed in between, beyond its first size", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.nat(3_000)), { maxLength: 3_000, size: "max" }),
      (operations) => {
        const table = new SessionTable();
        const model = new Map<string, number>();
        for (const [adds, n] of operations) {
          const key = keyOf(n);
          const found = table.find(key);
          expect(found !== undefined).toBe(model.has(key));
          if (adds && !found) {
            table.add(key, session(n));
            model.set(key, n);
          } else if (found) {
            table.remove(found.slot);
            model.delete(key);
          }
        }
        expect(table.size).toBe(model.size);
        const all = new Map([...table.all()].map((each) => [each.key, each.paid]));
        expect(all).toEqual(model);
        for (const [key, n] of model) expect(table.find(key)).toMatchObject(session(n));
      },
    ),
    { numRuns: 20 },
  );
});
