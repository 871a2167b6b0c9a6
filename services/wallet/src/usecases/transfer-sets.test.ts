import { describe, expect, it } from "vitest";
import type { Account } from "../domain/account.ts";
import { adjustment } from "../domain/templates.ts";
import type { AskedTransfer } from "../domain/transfer-request.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import { transferSets } from "./transfer-sets.ts";

const MOST_CALLS = 4_000;
const LIVING = { isOver: () => false };

const credit = (requestId: string, userId = "ann"): AskedTransfer => ({
  source: "adjustment",
  requestId,
  transfers: adjustment(userId, "TOKEN", "credit", 1n),
  referenceType: "ADJUSTMENT",
  referenceId: "",
  reason: "",
  actorId: "",
});

/** Books without a database: a set ends when it is let go, and everybody is credited. */
function stage() {
  const sets: string[][] = [];
  const ends: (() => void)[] = [];
  const transaction = async <T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T> => {
    const result = await work(books as unknown as LedgerTransaction);
    await new Promise<void>((resolve) => ends.push(resolve));
    return result;
  };
  const books: Partial<LedgerTransaction> = {
    openAccounts: async () => undefined,
    // The second line waits for the account's lock.
    lockAccounts: () => new Promise(() => undefined),
    findAccounts: async () => [],
    lockFreeAccounts: async (wanted) =>
      wanted.map((user, i): Account => ({ ...user, account: BigInt(i), posted: 0n, held: 0n, version: 0n })),
    findTransferRequests: async (keys) => keys.map(() => undefined),
    async postTransfers(decided) {
      sets.push(decided.map(({ request }) => request.requestId));
      return decided.map(({ transfers }) =>
        transfers.map((transfer) => ({ ...transfer, id: "1", createdAt: new Date(0) })),
      );
    },
    appendEvents: async () => undefined,
  };
  const queue = transferSets({
    ledger: { transaction } as Ledger,
    relay: { wake: () => undefined },
    metrics: { answered: () => undefined, postponed: () => undefined, waiting: () => undefined },
    lowBelow: 10n,
  });
  const letGo = async () => {
    await expect.poll(() => ends.length).toBeGreaterThan(0);
    ends.shift()?.();
  };
  return { queue, sets, letGo };
}

describe("transfers in sets", () => {
  it("a set begins at once, and what comes meanwhile forms the next one, in order", async () => {
    const { queue, sets, letGo } = stage();
    const first = queue.answer(credit("a"));
    await expect.poll(() => sets.length).toBe(1);
    const later = ["b", "c", "d"].map((id) => queue.answer(credit(id), LIVING));
    await letGo();
    await first;
    await letGo();
    await Promise.all(later);
    expect(sets).toEqual([["a"], ["b", "c", "d"]]);
  });

  it("a set that hangs holds up no other account, and its own account waits for it", async () => {
    const { queue, sets } = stage();
    void queue.answer(credit("hangs", "ann"));
    await expect.poll(() => sets.length).toBe(1);
    void queue.answer(credit("same account", "ann"));
    void queue.answer(credit("other account", "bob"));
    await expect.poll(() => sets.length).toBe(2);
    expect(sets[1]).toEqual(["other account"]);
  });

  it("a call that is over before its set begins posts nothing", async () => {
    const { queue, sets, letGo } = stage();
    const gone = expect(queue.answer(credit("gone"), { isOver: () => true })).rejects.toMatchObject({
      code: "unavailable",
    });
    const living = queue.answer(credit("living"), LIVING);
    await letGo();
    await Promise.all([gone, living]);
    expect(sets).toEqual([["living"]]);
  });

  it("where the line is full a call is told when to come again, and a message still finds room", async () => {
    const { queue, sets, letGo } = stage();
    const first = queue.answer(credit("first"), LIVING);
    await expect.poll(() => sets.length).toBe(1);
    const waiting = Array.from({ length: MOST_CALLS - 1 }, (_, i) => queue.answer(credit(`w${i}`), LIVING));
    await expect(queue.answer(credit("too many"), LIVING)).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterMs: 1_000,
    });
    const message = queue.answer({ ...credit("message") });
    for (let set = 0; set < 1 + MOST_CALLS / 500; set++) await letGo();
    await Promise.all([first, message, ...waiting]);
    expect(sets.flat()).toContain("message");
    expect(sets.flat()).not.toContain("too many");
    expect(Math.max(...sets.map(({ length }) => length))).toBe(500);
  });
});
