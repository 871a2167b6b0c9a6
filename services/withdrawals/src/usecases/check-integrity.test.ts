import type { IntegrityRun } from "@metercast/postgres/integrity";
import { describe, expect, it } from "vitest";
import { type CheckIntegrityPorts, checkIntegrity, watchChecks } from "./check-integrity.ts";
import type { FindingsReport } from "./report-findings.ts";

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

const STALE_MS = 1_800_000;
const at = (time: Date): CheckIntegrityPorts["clock"] => ({
  now: () => time.getTime(),
  monotonic: () => 0,
  sleep: async () => undefined,
});

/** Books in which everything else is right. */
function portsWith({ opening, books, stripe, moved = 0n, returning = 0n }: Cents): CheckIntegrityPorts {
  return {
    integrity: {
      ownChecks: async () => [],
      holdsToCompare: async () => [],
      stripeSide: async () => ({ accounts: ["acct_1"], moved, returning }),
      inTransit: async () => ({ compared: 0n, cents: 0n, moved: 0n }),
      usesStripe: async () => true,
      keep: async () => undefined,
      last: async () => undefined,
    },
    wallet: {
      placeHold: () => Promise.reject(new Error("not here")),
      availability: async () => ({ available: 0n, debt: 0n, upcoming: [] }),
      holds: async () => [],
      unpaidEarnings: async () => ({
        oldestAt: undefined,
        newestAt: undefined,
        medianAt: undefined,
        streamIds: [],
      }),
      outside: async () => ({ atStripe: books, inTransit: 0n }),
      integrity: async () => ({ ok: true, checkedAt: NOW, checks: [] }),
      bookBalanceTransaction: async () => undefined,
    },
    report: async () => undefined,
    clock: at(NOW),
    stripeBalance: {
      total: async () => ({ cents: stripe, moved: 0n }),
      ownBalanceTransactions: async () => [],
    },
    cursor: { begin: async () => undefined, after: async () => NOW, bookedTo: async () => undefined },
    openingCents: opening,
    staleMs: STALE_MS,
  };
}

const agrees = async (cents: Cents) => {
  const { checks } = await checkIntegrity(portsWith(cents));
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

describe("a check that could not run has failed", () => {
  const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
  /** Runs every ten minutes for so long. Gives what is reported in the last. */
  async function after(minutes: number, broken: Partial<CheckIntegrityPorts>) {
    let last: IntegrityRun | undefined;
    let reports: FindingsReport[] = [];
    let now = NOW;
    const right = portsWith({ opening: 0n, books: 0n, stripe: 0n });
    const ports: CheckIntegrityPorts = {
      ...right,
      wallet: { ...right.wallet, integrity: async () => ({ ok: true, checkedAt: now, checks: [] }) },
      ...broken,
      integrity: {
        ...right.integrity,
        last: async () => last,
        keep: async (run) => {
          last = run;
        },
      },
      report: async (report) => {
        reports.push(report);
      },
    };
    for (let minute = 0; minute <= minutes; minute += 10) {
      reports = [];
      now = later(minute);
      await checkIntegrity({ ...ports, clock: at(now) });
    }
    return { run: last, found: reports.flatMap(({ found }) => found.map(({ check }) => check)) };
  }
  const right = portsWith({ opening: 0n, books: 0n, stripe: 0n });
  const fails = () => Promise.reject(new Error("14 UNAVAILABLE"));

  it.each<[string, Partial<CheckIntegrityPorts>, string[]]>([
    [
      "Stripe can't be asked",
      { stripeBalance: { total: fails, ownBalanceTransactions: async () => [] } },
      ["stripe_agrees"],
    ],
    [
      "its entries can't be booked",
      { stripeBalance: { total: async () => ({ cents: 0n, moved: 0n }), ownBalanceTransactions: fails } },
      ["stripe_agrees"],
    ],
    ["the opening balance is not set", { openingCents: undefined }, ["stripe_agrees"]],
    ["there is no key any more", { stripeBalance: undefined }, ["stripe_agrees"]],
    [
      "the wallet is away",
      { wallet: { ...right.wallet, integrity: fails, holds: fails, outside: fails } },
      ["in_transit_agrees", "stripe_agrees", "wallet_checks_run"],
    ],
    [
      "the wallet's checks have stopped",
      { wallet: { ...right.wallet, integrity: async () => ({ ok: true, checkedAt: NOW, checks: [] }) } },
      ["wallet_checks_run"],
    ],
  ])("where %s", async (_, broken, checks) => {
    const soon = await after(20, broken);
    expect(soon.found).toEqual([]);
    const late = await after(70, broken);
    expect(late.found).toEqual(checks);
    expect(late.run?.ok).toBe(false);
  });

  it("but nothing was to be compared where nobody was ever paid by Stripe", async () => {
    const nobody: Partial<CheckIntegrityPorts> = { stripeBalance: undefined };
    const ports = portsWith({ opening: 0n, books: 0n, stripe: 0n });
    ports.integrity.usesStripe = async () => false;
    const run = await checkIntegrity({ ...ports, ...nobody });
    expect(run.ok).toBe(true);
  });

  it("also where no run ends: from the start of the process at the earliest", async () => {
    const found: string[] = [];
    const ports = portsWith({ opening: 0n, books: 0n, stripe: 0n });
    ports.report = async (report) => {
      found.push(...report.found.map(({ check }) => check));
    };
    ports.integrity.last = async () => ({ ok: true, checkedAt: later(-1_440), checks: [] });
    await watchChecks({ ...ports, clock: at(later(29)) }, NOW);
    expect(found).toEqual([]);
    await watchChecks({ ...ports, clock: at(later(30)) }, NOW);
    expect(found).toEqual(["checks_run"]);
  });
});
