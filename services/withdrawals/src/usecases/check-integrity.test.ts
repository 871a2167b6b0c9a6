import { describe, expect, it } from "vitest";
import type { IntegrityRun } from "../ports.ts";
import { checkIntegrity, type IntegrityPorts, integrityChecks } from "./check-integrity.ts";

const NOW = new Date("2026-11-24T12:00:00Z");

interface Cents {
  opening: bigint;
  /** By the books. */
  books: bigint;
  /** By Stripe's own records. */
  stripe: bigint;
  /** Of both in the last ten minutes. */
  moved?: bigint;
  /** Back at Stripe, and its transfer not reversed yet. */
  returning?: bigint;
}

/** Books in which everything else is right. */
function portsWith({ opening, books, stripe, moved = 0n, returning = 0n }: Cents): IntegrityPorts {
  return {
    integrity: {
      ownChecks: async () => [],
      holdsToCompare: async () => [],
      stripeSide: async () => ({ accounts: ["acct_1"], moved, returning }),
      inTransit: async () => ({ compared: 0n, cents: 0n, moved: 0n }),
      keep: async () => undefined,
      last: async () => undefined,
    },
    wallet: {
      placeHold: () => Promise.reject(new Error("not here")),
      holds: async () => [],
      outside: async () => ({ atStripe: books, inTransit: 0n }),
      bookMovement: async () => undefined,
    },
    freeze: {
      get: () => Promise.reject(new Error("not here")),
      set: async (frozen, by, reason) => ({ frozen, by, reason, at: NOW }),
    },
    outside: { total: async () => ({ cents: stripe, moved: 0n }), ownMovements: async () => [] },
    cursor: { begin: async () => undefined, after: async () => NOW, bookedTo: async () => undefined },
    openingCents: opening,
  };
}

const agrees = async (cents: Cents) => {
  const { checks } = await checkIntegrity(portsWith(cents), NOW);
  return checks.find(({ name }) => name === "stripe_agrees")?.ok;
};

describe("the books agree with Stripe", () => {
  it("to the cent where nothing has moved just now", async () => {
    expect(await agrees({ opening: 500n, books: 250n, stripe: 750n })).toBe(true);
    expect(await agrees({ opening: 500n, books: 250n, stripe: 751n })).toBe(false);
    expect(await agrees({ opening: 500n, books: 250n, stripe: 749n })).toBe(false);
  });

  it("and where the difference is no more than what has moved", async () => {
    expect(await agrees({ opening: 0n, books: 250n, stripe: 150n, moved: 100n })).toBe(true);
    expect(await agrees({ opening: 0n, books: 250n, stripe: 149n, moved: 100n })).toBe(false);
  });

  it("also while a payout that came back can't be taken back from its connected account: it lies at Stripe", async () => {
    expect(await agrees({ opening: 0n, books: -100n, stripe: 0n, returning: 100n })).toBe(true);
    expect(await agrees({ opening: 0n, books: -100n, stripe: 1n, returning: 100n })).toBe(false);
  });
});

it("of two runs that are asked for at once the second knows what the first has found: what was lifted in between is not frozen again", async () => {
  const ports = portsWith({ opening: 0n, books: 0n, stripe: 1n });
  const goes = Promise.withResolvers<void>();
  let kept: IntegrityRun | undefined;
  let frozen = 0;
  const check = integrityChecks({
    ...ports,
    integrity: {
      ...ports.integrity,
      last: async () => {
        const last = kept;
        await goes.promise;
        return last;
      },
      keep: async (run) => {
        kept = run;
      },
    },
    freeze: {
      ...ports.freeze,
      set: (...wish) => {
        frozen += 1;
        return ports.freeze.set(...wish);
      },
    },
  });
  const first = check();
  // It is under way, and stands before what it found.
  await new Promise(setImmediate);
  const second = check();
  await new Promise(setImmediate);
  goes.resolve();
  const runs = await Promise.all([first, second]);
  expect(runs.map(({ ok }) => ok)).toEqual([false, false]);
  expect(frozen).toBe(1);
});
