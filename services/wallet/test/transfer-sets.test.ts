import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustment, topUp } from "../src/domain/templates.ts";
import type { AskedTransfer, TransferAnswer } from "../src/domain/transfer-request.ts";
import { answerTransfers } from "../src/usecases/answer-transfers.ts";
import { type Books, LOW_BELOW, openBooks } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());

/** A request of few users, keys and amounts, so that keys come again and money runs out. */
interface Drawn {
  user: number;
  key: number;
  /** Below zero: a debit. */
  amount: number;
  isTopUp: boolean;
  /** The message it comes in; undefined: a call. */
  message: number | undefined;
}
const drawn: fc.Arbitrary<Drawn> = fc.record({
  user: fc.nat({ max: 2 }),
  key: fc.nat({ max: 8 }),
  amount: fc.integer({ min: -12, max: 15 }).filter(Boolean),
  isTopUp: fc.boolean(),
  message: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
});

function request(world: string, { user, key, amount, isTopUp, message }: Drawn): AskedTransfer {
  const userId = `${world}-u${user}`;
  const size = BigInt(Math.abs(amount));
  return {
    source: message === undefined ? "adjustment" : "platform:demo",
    requestId: `${world}-${key}`,
    transfers: isTopUp
      ? topUp(userId, size, size * 100n, 3n)
      : adjustment(userId, "TOKEN", amount > 0 ? "credit" : "debit", size),
    referenceType: "ADJUSTMENT",
    referenceId: "",
    reason: "",
    actorId: "",
    ...(message !== undefined && { message: { consumer: "test", id: `${world}-m${message}` } }),
  };
}

/** Without what differs between two worlds: names, ids and times. */
function plain(world: string, answers: readonly TransferAnswer[], order = new Map<string, number>()) {
  return answers.map((answer) => {
    if (answer.outcome === "rejected") return answer.code;
    const { transfer, accounts, replayed } = answer;
    const nth = order.get(transfer.id) ?? order.size;
    order.set(transfer.id, nth);
    const balances = accounts.map(({ userId, posted, version }) => [
      userId.slice(world.length),
      posted,
      version,
    ]);
    return { nth, amount: transfer.amount, replayed, balances };
  });
}

/** What a world left in the books: accounts, entries, kept requests and events, in order. */
async function ledgerOf(world: string): Promise<unknown> {
  const [found] = await books.sql<{ books: object; events: { subject: string; body: string }[] }>(
    `SELECT json_build_array(
       (SELECT json_agg(a) FROM (SELECT right(owner, 2) AS owner, posted, held, version FROM account WHERE owner LIKE $1 || '-%' ORDER BY 1) AS a),
       (SELECT json_agg(t) FROM (SELECT substr(request_id, length($1) + 1) AS request, source, amount, debit_platform, debit_balance_after,
               debit_version, credit_platform, credit_balance_after, credit_version FROM transfer WHERE request_id LIKE $1 || '-%' ORDER BY id) AS t),
       (SELECT json_agg(r) FROM (SELECT substr(request_id, length($1) + 1) AS request, source, rejection_code FROM transfer_request
         WHERE request_id LIKE $1 || '-%' ORDER BY 1, 2) AS r)) AS books,
       (SELECT coalesce(json_agg(e), '[]') FROM (SELECT subject, convert_from(payload, 'UTF8') AS body FROM outbox
         WHERE position($1 || '-' IN convert_from(payload, 'UTF8')) > 0 ORDER BY id) AS e) AS events`,
    [world],
  );
  const events = found?.events.map(({ subject, body }) => [
    subject,
    body.replaceAll(world, "w").replaceAll(/"(transferId|createdAt|account)":"[^"]*",?/g, ""),
  ]);
  return { books: found?.books, events };
}

let worlds = 0;
const newWorld = () => `set${String(worlds++).padStart(4, "0")}`;

describe("sets of transfers", () => {
  it("leave the same answers, ledger and events as one transaction each, for any requests", async () => {
    const sequence = fc.array(drawn, { minLength: 4, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(sequence, fc.integer({ min: 2, max: 14 }), async (requests, size) => {
        const [single, set] = [newWorld(), newWorld()];
        const singly: TransferAnswer[] = [];
        for (const one of requests) singly.push(await books.postTransfer(request(single, one)));
        const together: TransferAnswer[] = [];
        for (let at = 0; at < requests.length; at += size) {
          const part = requests.slice(at, at + size).map((one) => ({ request: request(set, one) }));
          together.push(...(await books.ledger.transaction((tx) => answerTransfers(tx, part, LOW_BELOW))));
        }
        expect(plain(set, together)).toEqual(plain(single, singly));
        expect(await ledgerOf(set)).toEqual(await ledgerOf(single));
      }),
      { numRuns: 10 },
    );
  });

  it("two hundred calls at once are each posted once, whatever sets they come into", async () => {
    const world = newWorld();
    const requests = Array.from({ length: 200 }, (_, i) =>
      request(world, {
        user: i % 3,
        key: i % 150,
        amount: 1 + (i % 150),
        isTopUp: false,
        message: undefined,
      }),
    );
    const answers = await Promise.all(requests.map((one) => books.sets.answer(one)));
    expect(answers.every(({ outcome }) => outcome === "posted")).toBe(true);
    expect(answers.filter((answer) => answer.outcome === "posted" && answer.replayed)).toHaveLength(50);
    const again = await Promise.all(requests.map((one) => books.sets.answer(one)));
    const ids = (given: readonly TransferAnswer[]) =>
      given.map((answer) => answer.outcome === "posted" && answer.transfer.id);
    expect(ids(again)).toEqual(ids(answers));
  });

  it("an account that another transaction has locked delays nobody else, and keeps its own order", async () => {
    const world = newWorld();
    const ask = (user: number, key: number, amount: number) =>
      books.sets.answer(request(world, { user, key, amount, isTopUp: false, message: undefined }));
    await Promise.all([ask(0, 0, 5), ask(1, 1, 5)]);
    const locked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const holder = books.client.$transaction(
      async (tx) => {
        await tx.$queryRawUnsafe("SELECT id FROM account WHERE owner = $1 FOR UPDATE", `${world}-u0`);
        locked.resolve();
        await release.promise;
      },
      { timeout: 60_000 },
    );
    await locked.promise;
    const done: string[] = [];
    // The debit can only be paid after the credit.
    const credit = ask(0, 2, 10).then((answer) => done.push(`credit ${answer.outcome}`));
    const debit = ask(0, 3, -12).then((answer) => done.push(`debit ${answer.outcome}`));
    expect(await ask(1, 4, -5)).toMatchObject({ outcome: "posted" });
    expect(await ask(1, 5, -5)).toMatchObject({ code: "insufficient_funds" });
    expect(done).toEqual([]);
    release.resolve();
    await Promise.all([holder, credit, debit]);
    expect(done).toEqual(["credit posted", "debit posted"]);
  });

  it("a request that can't be written fails alone", async () => {
    const world = newWorld();
    const good = (key: number) =>
      request(world, { user: key % 3, key, amount: 7, isTopUp: false, message: undefined });
    // No door lets such a text through; Postgres stores no NUL.
    const bad = { ...good(99), reason: "\0" };
    const answers = await Promise.allSettled(
      [good(1), bad, good(2), good(3)].map((one) => books.sets.answer(one)),
    );
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  });

  it("leave books that every check finds right", async () => {
    expect((await books.integrity()).checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});
