import { newUuid } from "@metercast/contracts";
import { createLogger } from "@metercast/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { debtOf, postgresClawbacks } from "../src/adapters/postgres/ledger/clawbacks.ts";
import { postgresSpending } from "../src/adapters/postgres/reads/spending.ts";
import { type ClawbackPolicy, clawbackPolicy } from "../src/domain/clawback.ts";
import { configuredTerms } from "../src/domain/earnings-policy.ts";
import { least } from "../src/domain/fifo.ts";
import { clawBack } from "../src/usecases/claw-back.ts";
import { collectDebts } from "../src/usecases/collect-debts.ts";
import { placeLot } from "../src/usecases/lots.ts";
import { moveTopUpMoney } from "../src/usecases/move-top-up-money.ts";
import { postTopUp } from "../src/usecases/post-top-up.ts";
import { traceTopUp } from "../src/usecases/trace-top-up.ts";
import { type Books, LOW_BELOW, openBooks, session } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());

const nothing = { wake: () => undefined };
function ports(policy: ClawbackPolicy = clawbackPolicy("recover", 50)) {
  const { ledger, client } = books;
  return {
    ledger,
    relay: nothing,
    lowBelow: LOW_BELOW,
    clawbackPolicy: policy,
    clawbackJob: nothing,
    clawbacks: postgresClawbacks(client),
    spending: postgresSpending(client),
    clock: { now: () => Date.now() },
    configuredTerms: configuredTerms(0),
    log: createLogger("test", "silent"),
  };
}

/** Five tokens for $14.75, of which a minute earns $13.20. */
const CENTS = 295n;
const MINUTE = 1_320n;

let names = 0;
/** A viewer and creators with a session each; minutes are posted one by one. */
async function world(creators = 1) {
  const name = `claw-${names++}`;
  const viewer = await books.viewer(name, 0n);
  const watched = await Promise.all(
    Array.from({ length: creators }, async (_, i) => {
      const userId = `${name}-c${i}`;
      const account = await books.creator(userId);
      return { userId, account, line: session(viewer, account), minutes: 0 };
    }),
  );
  let topUps = 0;
  let moves = 0;
  const one = (at: number) => watched[at] as (typeof watched)[number];
  return {
    name,
    creator: one(0),
    watched,
    async buy(tokens: bigint): Promise<{ topUpId: string; tokens: bigint; cents: bigint }> {
      const topUp = { topUpId: `${name}-top-${topUps++}`, tokens, cents: tokens * CENTS };
      await postTopUp(ports(), { ...topUp, userId: name, feeCents: 0n });
      return topUp;
    },
    /** Gives whether it was paid. */
    async watch(at = 0): Promise<boolean> {
      const creator = one(at);
      const { paid } = await books.ledger.postMinutes([creator.line(++creator.minutes)], false);
      if (paid === 0) Object.assign(creator, { line: session(viewer, creator.account), minutes: 0 });
      return paid === 1;
    },
    async move(
      topUp: { topUpId: string; tokens: bigint; cents: bigint },
      amountCents: bigint,
      policy?: ClawbackPolicy,
    ) {
      const money = { ...topUp, userId: name, sourceId: `dp_${name}`, amountCents, feeCents: 0n };
      const moved = { ...money, balanceTransactionId: `txn_${name}_${moves++}` };
      await moveTopUpMoney(ports(policy), moved);
      return moved;
    },
    posted: async (at = 0) => (await books.accountsOf(one(at).userId))[0]?.posted ?? 0n,
    debt: (at = 0) => debtOf(books.client, one(at).account),
    entries: async (at = 0) => {
      const page = await books.reads.entries.list({
        userId: one(at).userId,
        asset: "USD",
        referenceType: "",
        limit: 50,
        cursor: "",
      });
      return page.entries.map(({ referenceType, amount }) => [referenceType, amount]);
    },
  };
}

const work = () => clawBack(ports());
const green = async () => expect((await books.integrity()).checks.filter(({ ok }) => !ok)).toEqual([]);

it("a dispute takes what its tokens' minutes earned, once whatever is repeated; won, the creator has it back", async () => {
  const one = await world();
  const topUp = await one.buy(20n);
  for (let i = 0; i < 4; i++) await one.watch();
  await one.buy(5n);
  await one.watch();
  const moved = await one.move(topUp, -topUp.cents);
  await moveTopUpMoney(ports(), moved);
  await Promise.all([work(), work()]);
  await work();
  expect(await one.posted()).toBe(MINUTE);
  expect((await one.entries())[0]).toEqual(["CLAWBACK", -4n * MINUTE]);
  const found = await traceTopUp(
    { ...ports(), traces: books.reads.traces },
    { topUpId: topUp.topUpId, skip: 0 },
  );
  expect(found).toMatchObject({ userId: one.name, tokens: 20n, unknown: 0n, reached: undefined });
  expect(found.paid).toMatchObject([
    { creatorId: one.creator.userId, minutes: 4n, tokens: 20n, cents: 4n * MINUTE },
  ]);
  expect(found.clawbacks).toEqual([
    { userId: one.creator.userId, taken: 4n * MINUTE, debt: 0n, absorbed: 0n },
  ]);
  await one.move(topUp, topUp.cents);
  await Promise.all([work(), work()]);
  expect(await one.posted()).toBe(5n * MINUTE);
  expect((await one.entries())[0]).toEqual(["CLAWBACK_RETURNED", 4n * MINUTE]);
  await green();
});

it("tokens of other top-ups, and what was not spent, take nothing from anybody", async () => {
  const one = await world();
  await one.buy(10n);
  const second = await one.buy(10n);
  await one.watch();
  await one.move(second, -second.cents);
  await work();
  expect(await one.posted()).toBe(MINUTE);
  await green();
});

it("a refund of unspent tokens leaves the other top-up's minutes traceable to their creator", async () => {
  const one = await world();
  const first = await one.buy(10n);
  const second = await one.buy(10n);
  await one.move(second, -second.cents);
  await one.watch();
  await one.watch();
  await one.move(first, -first.cents);
  await work();
  expect(await one.posted()).toBe(0n);
  const untraced = await books.sql(
    "SELECT untraced FROM clawback WHERE viewer = (SELECT id FROM account WHERE owner = $1)",
    [one.name],
  );
  expect(untraced).toEqual([{ untraced: "0" }]);
  const trace = (topUpId: string) =>
    traceTopUp({ ...ports(), traces: books.reads.traces }, { topUpId, skip: 0 });
  expect((await trace(first.topUpId)).paid).toMatchObject([{ minutes: 2n, tokens: 10n, cents: 2n * MINUTE }]);
  expect((await trace(second.topUpId)).paid).toEqual([]);
  await green();
});

it("tokens that stood in for a spent top-up's refund are lost with the minutes that it had paid", async () => {
  const one = await world(2);
  const first = await one.buy(10n);
  await one.watch(0);
  await one.watch(0);
  const second = await one.buy(10n);
  await one.move(first, -first.cents);
  await work();
  expect(await one.posted(0)).toBe(2n * MINUTE);
  await one.move(second, -second.cents);
  await work();
  expect(await one.posted(0)).toBe(0n);
  await one.move(second, second.cents);
  await one.move(first, first.cents);
  await work();
  expect(await one.posted(0)).toBe(2n * MINUTE);
  await green();
});

it("a minute that two top-ups paid counts for each by its tokens", async () => {
  const one = await world(2);
  const first = await one.buy(7n);
  const second = await one.buy(8n);
  for (const at of [0, 1, 0]) await one.watch(at);
  await one.move(first, -first.cents);
  await work();
  expect([await one.posted(0), await one.posted(1)]).toEqual([MINUTE, MINUTE - 528n]);
  await one.move(second, -second.cents);
  await work();
  expect([await one.posted(0), await one.posted(1)]).toEqual([0n, 0n]);
  await green();
});

it("the reserve is drawn first, then what is available; what a withdrawal holds is not touched, and the platform absorbs the rest", async () => {
  const one = await world();
  const topUp = await one.buy(50n);
  for (let i = 0; i < 10; i++) await one.watch();
  const { userId } = one.creator;
  await books.ledger.transaction(async (tx) => {
    const [account] = await tx.lockAccounts([{ userId, asset: "USD" }]);
    if (!account) throw new Error("no account");
    const lot = { day: 20_000, part: 0, releaseOn: 30_000, share: 1_000n, cents: 1_000n };
    await placeLot(tx, account, lot, Date.now());
  });
  await books.placeHold({
    id: newUuid(Date.now()),
    userId,
    asset: "USD",
    amount: 12_000n,
    referenceType: "WITHDRAWAL",
    referenceId: "wdr_1",
  });
  // A quarter of the money: 13 tokens' worth, of which 3 minutes' fifths were earned last.
  await one.move(topUp, -3_687n);
  await work();
  const [account] = await books.accountsOf(userId);
  expect([account?.posted, account?.held]).toEqual([12_000n, 12_000n]);
  const [borne] = await books.sql<Record<string, string>>(
    "SELECT reserve_cents, available_cents, debt_cents, absorbed_cents FROM clawback_entry WHERE creator = $1",
    [one.creator.account],
  );
  expect(borne).toEqual({
    reserve_cents: "1000",
    available_cents: "200",
    debt_cents: "0",
    absorbed_cents: "2232",
  });
  await green();
});

it("by pass_on the rest is a debt that later earnings pay, once; won, debt and money are where they were", async () => {
  const one = await world();
  const topUp = await one.buy(20n);
  for (let i = 0; i < 4; i++) await one.watch();
  const hold = { id: newUuid(Date.now()), userId: one.creator.userId, asset: "USD" as const, amount: 5_000n };
  await books.placeHold({ ...hold, referenceType: "WITHDRAWAL", referenceId: "wdr_2" });
  await books.endHold(hold.id, "posted");
  const policy = clawbackPolicy("pass_on", 50);
  await one.move(topUp, -topUp.cents, policy);
  await work();
  expect([await one.posted(), await one.debt()]).toEqual([0n, 5_000n]);
  await one.buy(10n);
  await one.watch();
  await one.watch();
  await Promise.all([collectDebts(ports()), collectDebts(ports())]);
  await collectDebts(ports());
  expect([await one.posted(), await one.debt()]).toEqual([0n, 5_000n - 2n * MINUTE]);
  await green();
  await one.move(topUp, topUp.cents, policy);
  await work();
  await collectDebts(ports());
  expect([await one.posted(), await one.debt()]).toEqual([280n + 2n * MINUTE, 0n]);
  await green();
});

it("tokens that were spent on something else than minutes are absorbed by the platform", async () => {
  const one = await world();
  const topUp = await one.buy(10n);
  await one.watch();
  const adjusted = await books.postTransfer({
    source: "adjustment",
    requestId: `${one.name}-spent`,
    transfers: [
      {
        debit: { userId: one.name, asset: "TOKEN" },
        credit: { platform: "token_adjustments" },
        asset: "TOKEN",
        amount: 5n,
      },
    ],
    referenceType: "ADJUSTMENT",
    referenceId: "",
    reason: "",
    actorId: "",
  });
  expect(adjusted.outcome).toBe("posted");
  await one.move(topUp, -topUp.cents);
  await work();
  expect(await one.posted()).toBe(0n);
  const [step] = await books.sql("SELECT untraced FROM clawback WHERE top_up_id = $1", [topUp.topUpId]);
  expect(step).toEqual({ untraced: "5" });
  const ask = { topUpId: topUp.topUpId, skip: 0 };
  const traced = () => traceTopUp({ ...ports(), traces: books.reads.traces }, ask);
  expect(await traced()).toMatchObject({ unknown: 5n, untraced: 5n });
  await one.move(topUp, topUp.cents);
  await work();
  expect(await traced()).toMatchObject({ unknown: 5n, untraced: 0n });
  await green();
});

const act = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("buy" as const), tokens: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("watch" as const), at: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("away" as const),
      which: fc.nat(5),
      percent: fc.integer({ min: 1, max: 100 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("back" as const),
      which: fc.nat(5),
      percent: fc.integer({ min: 1, max: 100 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), at: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("collect" as const) }) },
);
const policies = fc.constantFrom(
  ...(["absorb", "recover", "share", "pass_on"] as const).map((name) => clawbackPolicy(name, 30)),
);

it("for any top-ups, minutes, refunds, wins and withdrawals: no creator loses more than the tokens of the top-up earned, the checks agree, and all money back leaves nothing taken", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 35 }), policies, async (acts, policy) => {
      const one = await world(3);
      const topUps: { topUpId: string; tokens: bigint; cents: bigint; away: bigint }[] = [];
      const earned = [0n, 0n, 0n];
      const withdrawn = [0n, 0n, 0n];
      for (const next of acts) {
        if (next.kind === "buy") topUps.push({ ...(await one.buy(BigInt(next.tokens))), away: 0n });
        else if (next.kind === "watch") {
          if (await one.watch(next.at)) earned[next.at] = (earned[next.at] ?? 0n) + MINUTE;
        } else if (next.kind === "collect") await collectDebts(ports());
        else if (next.kind === "withdraw") {
          const [account] = await books.accountsOf(one.watched[next.at]?.userId ?? "");
          const amount = account ? account.posted - account.held - (await one.debt(next.at)) : 0n;
          if (!account || amount <= 0n) continue;
          const hold = { id: newUuid(Date.now()), userId: account.userId, asset: "USD" as const, amount };
          await books.placeHold({ ...hold, referenceType: "WITHDRAWAL", referenceId: "wdr_3" });
          await books.endHold(hold.id, "posted");
          withdrawn[next.at] = (withdrawn[next.at] ?? 0n) + amount;
        } else {
          const topUp = topUps[next.which % Math.max(1, topUps.length)];
          if (!topUp) continue;
          const most = next.kind === "away" ? topUp.cents - topUp.away : topUp.away;
          const cents = least((topUp.cents * BigInt(next.percent) + 99n) / 100n, most);
          if (cents === 0n) continue;
          topUp.away += next.kind === "away" ? cents : -cents;
          await one.move(topUp, next.kind === "away" ? -cents : cents, policy);
          // Some steps wait, and are worked off together with later ones.
          if (next.percent % 2 === 0) await work();
        }
      }
      await work();
      for (const [at, creator] of one.watched.entries()) {
        const [borne] = await books.sql<{ cents: string }>(
          "SELECT coalesce(sum(cents), 0)::text AS cents FROM clawback_share WHERE creator = $1",
          [creator.account],
        );
        expect(BigInt(borne?.cents ?? 0)).toBeLessThanOrEqual(earned[at] ?? 0n);
        expect((await one.posted(at)) + (withdrawn[at] ?? 0n)).toBeLessThanOrEqual(earned[at] ?? 0n);
      }
      for (const topUp of topUps) if (topUp.away > 0n) await one.move(topUp, topUp.away, policy);
      await work();
      for (const at of earned.keys()) {
        expect(await one.posted(at)).toBe((earned[at] ?? 0n) - (withdrawn[at] ?? 0n));
        expect(await one.debt(at)).toBe(0n);
      }
    }),
    { numRuns: 25 },
  );
  await green();
});

it.each([
  ["an entry that was changed", "UPDATE clawback_entry SET available_cents = available_cents + 1"],
  ["an entry that is missing", "DELETE FROM clawback_entry"],
  ["a share that was changed", "UPDATE clawback_share SET cents = cents + 1"],
])("the check of clawbacks finds %s", async (_, damage) => {
  const one = await world();
  const topUp = await one.buy(5n);
  await one.watch();
  await one.move(topUp, -topUp.cents);
  await work();
  await green();
  const table = damage.includes("clawback_share") ? "clawback_share" : "clawback_entry";
  const own = `creator = ${one.creator.account}`;
  const [before] = await books.sql<Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${own}`);
  if (!before) throw new Error("nothing to damage");
  await books.sql(`${damage} WHERE ${own}`);
  const found = (await books.integrity()).checks.filter(({ ok }) => !ok).map(({ name }) => name);
  expect(found).toEqual(["clawbacks"]);
  await books.sql(`DELETE FROM ${table} WHERE ${own}`);
  const columns = Object.keys(before);
  const values = columns.map((_column, index) => `$${index + 1}`);
  await books.sql(`INSERT INTO ${table} (${columns}) VALUES (${values})`, Object.values(before));
  await green();
});
