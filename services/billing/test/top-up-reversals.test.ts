import { withClient } from "@metercast/provision";
import { poll } from "@metercast/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PACKAGE, type Shop, sessionIdOf, startShop } from "./top-up-stage.ts";

/** Of this database: other tests have theirs beside it. */
const AT_A_LOCK =
  "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

let viewers = 0;
let viewer = "";
let atStripe = 0;
let inBooks = 0n;
const balance = async () => (await shop.stripe.control.state()).balances.platform ?? 0;
beforeEach(async () => {
  viewer = `back-${++viewers}`;
  atStripe = await balance();
  inBooks = await shop.platform("external_stripe");
});
afterEach(async () => {
  await shop.stripe.control.setWebhookMode({});
  await shop.quiet();
  await shop.booksAreRight();
});
/**
 * I2: what the books say to be at Stripe has moved as Stripe's own balance has (a debit balance is what is
 * there).
 */
const agrees = async () =>
  expect(inBooks - (await shop.platform("external_stripe"))).toBe(BigInt((await balance()) - atStripe));

/** Dispute or refund: the sum of its balance transactions is what counts. */
const sums = async () => {
  const moves = await shop.moves(viewer);
  const sum = (name: string) => moves.reduce((total, move) => total + Number(move[name]), 0);
  return { away: 0 - sum("cents"), taken: sum("taken"), recovered: sum("recovered"), lost: sum("lost") };
};

describe("a refund", () => {
  it("with everything unspent takes all tokens back, and nothing is lost; events that come twice or shuffled take nothing more", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.stripe.control.setWebhookMode({ duplicate: 3, shuffle: true, seed: 3 });
    const { id } = await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    const taken = { cents: -29_500, taken: 100, recovered: 29_500, lost: 0 };
    expect(await shop.moves(viewer)).toMatchObject([
      { source: id, kind: "refund", state: "posted", ...taken },
    ]);
    await agrees();
  });

  it("partly spent takes the rest and shows what is lost", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.spend(viewer, 60n);
    await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    expect(await shop.moves(viewer)).toMatchObject([{ taken: 40, recovered: 11_800, lost: 17_700 }]);
    await agrees();
  });

  it("with all spent takes nothing: nobody goes below zero, and all of the money is lost", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.spend(viewer, 100n);
    await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    expect(await shop.moves(viewer)).toMatchObject([{ taken: 0, recovered: 0, lost: 29_500 }]);
    // What is bought later is the viewer's own.
    await shop.bought(viewer);
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(100n);
    await agrees();
  });

  it("in parts takes what their sum stands for, rounded up once: ten refunds of a cent take one token, the whole takes all", async () => {
    const { chargeId } = await shop.bought(viewer);
    for (let part = 0; part < 10; part++) await shop.stripe.control.refundCharge({ id: chargeId, amount: 1 });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(99n);
    for (const amount of [14_740, 14_749, 1])
      await shop.stripe.control.refundCharge({ id: chargeId, amount });
    await shop.quiet();
    expect(await sums()).toEqual({ away: 29_500, taken: 100, recovered: 29_500, lost: 0 });
    expect(await shop.tokens(viewer)).toBe(0n);
    await agrees();
  });

  it("that comes before the payment credits first, then takes back", async () => {
    await shop.stripe.control.setWebhookMode({ drop: true });
    const { topUpId, url } = await shop.buy(viewer);
    await shop.stripe.control.paySession({ id: sessionIdOf(url) });
    await shop.stripe.control.refundCharge({
      id: await shop.chargeOf(sessionIdOf(url)),
      amount: 14_750,
    });
    await shop.stripe.control.setWebhookMode({});
    await shop.stripe.control.deliver({ types: ["charge.refunded"] });
    await shop.quiet();
    expect(await shop.row(topUpId)).toMatchObject({ state: "credited" });
    expect(await shop.tokens(viewer)).toBe(50n);
    await shop.stripe.control.deliver({});
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(50n);
    await agrees();
  });

  it("that fails is undone: the buyer has not got the money, so the tokens are the viewer's again; tried again, it counts again", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.spend(viewer, 60n);
    const { id } = await shop.stripe.control.refundCharge({ id: chargeId, amount: 14_750 });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    await shop.stripe.control.failRefund({ id });
    await shop.quiet();
    expect(await sums()).toEqual({ away: 0, taken: 0, recovered: 0, lost: 0 });
    expect(await shop.tokens(viewer)).toBe(40n);
    await agrees();
    await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    expect(await sums()).toMatchObject({ taken: 40, lost: 17_700 });
    await agrees();
  });

  it("of which one fails leaves the others' tokens taken: by the sum, not by the part", async () => {
    const { chargeId } = await shop.bought(viewer);
    const parts = [];
    for (const amount of [100, 100, 100])
      parts.push(await shop.stripe.control.refundCharge({ id: chargeId, amount }));
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(98n);
    await shop.stripe.control.failRefund({ id: parts[1]?.id ?? "" });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(99n);
    await agrees();
  });

  it("that waits moves nothing until Stripe has booked it; canceled, it never does", async () => {
    const { chargeId } = await shop.bought(viewer);
    const waiting = await shop.stripe.control.refundCharge({ id: chargeId, amount: 14_750, pending: true });
    const other = await shop.stripe.control.refundCharge({ id: chargeId, amount: 1_000, pending: true });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(100n);
    await shop.stripe.control.settleRefund({ id: other.id, succeeded: false });
    await shop.stripe.control.settleRefund({ id: waiting.id, succeeded: true });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(50n);
    await agrees();
  });

  it("that the wallet has posted before a crash is not taken again: its row comes after", async () => {
    const { chargeId } = await shop.bought(viewer);
    const { id } = await shop.stripe.control.refundCharge({ id: chargeId, amount: 14_750 });
    await shop.quiet();
    const before = await shop.moves(viewer);
    // As it is when the process dies between the wallet's answer and the row.
    const { sql } = shop.stage;
    const forgotten = await sql.query(
      "UPDATE billing.top_up_money_move SET state = 'open', tokens_taken = 0, cents_recovered = 0 WHERE source_id = $1",
      [id],
    );
    expect(forgotten.rowCount).toBe(1);
    await sql.query(
      "UPDATE billing.stripe_event SET handled_at = NULL, next_at = now() WHERE object_id = $1",
      [chargeId],
    );
    await shop.quiet();
    expect(await shop.moves(viewer)).toEqual(before);
    expect(await shop.tokens(viewer)).toBe(50n);
    await agrees();
  });

  it("whose webhook is lost is found among Stripe's events", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.stage.world.restart("billing", { TOP_UP_SWEEP_SECONDS: "1" });
    await shop.stripe.control.setWebhookMode({ drop: true });
    await shop.stripe.control.refundCharge({ id: chargeId });
    await poll(
      () => shop.tokens(viewer),
      (tokens) => tokens === 0n,
    );
    await shop.stage.world.restart("billing");
  });
});

describe("a dispute", () => {
  it("counts when it is opened, once for all its events; lost, it stays", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.spend(viewer, 30n);
    const fees = await shop.platform("stripe_fees");
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId });
    await shop.quiet();
    const taken = [{ source: id, kind: "dispute", taken: 70, recovered: 20_650, lost: 8_850, fee: 1_500 }];
    expect(await shop.moves(viewer)).toMatchObject(taken);
    await shop.stripe.control.closeDispute({ id, won: false });
    await shop.quiet();
    expect(await shop.moves(viewer)).toMatchObject(taken);
    expect(await shop.tokens(viewer)).toBe(0n);
    // Stripe keeps $15 for it, which are booked too.
    expect((await shop.platform("stripe_fees")) - fees).toBe(-1_500n);
    await agrees();
  });

  it("that is won is undone: the tokens, the money, what was lost and the fee are where they were, once for all its events", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.spend(viewer, 30n);
    const accounts = ["token_income", "dispute_losses", "stripe_fees", "issued_tokens"];
    const platform = () => Promise.all(accounts.map((name) => shop.platform(name)));
    const before = await platform();
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    await shop.stripe.control.setWebhookMode({ duplicate: 3, shuffle: true, seed: 5 });
    await shop.stripe.control.closeDispute({ id, won: true });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(70n);
    expect(await platform()).toEqual(before);
    await agrees();
  });

  it("that is won and lost after all, and won, and lost: what counts is where the money is", async () => {
    const { chargeId } = await shop.bought(viewer);
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId });
    await shop.quiet();
    for (const won of [true, false, true, false]) {
      await shop.stripe.control.closeDispute({ id, won });
      await shop.quiet();
      expect(await shop.tokens(viewer)).toBe(won ? PACKAGE.tokens : 0n);
      await agrees();
    }
    expect(await shop.moves(viewer)).toHaveLength(5);
  });

  it("that was decided four times while we were away ends where the last decision is, taking no token that is given back", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.stripe.control.setWebhookMode({ drop: true });
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId });
    for (const won of [true, false, true]) await shop.stripe.control.closeDispute({ id, won });
    await shop.stripe.control.setWebhookMode({});
    await shop.stripe.control.deliver({});
    await shop.quiet();
    expect((await shop.moves(viewer)).map(({ taken }) => taken)).toEqual([0, 0, 0, 0]);
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
    await agrees();
  });

  it("that is an inquiry takes nothing until it becomes a dispute", async () => {
    const { chargeId } = await shop.bought(viewer);
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId, inquiry: true });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
    await shop.stripe.control.escalateDispute({ id });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    await agrees();
  });

  it("of a part, given back in parts, is decided by the sum", async () => {
    const { chargeId } = await shop.bought(viewer);
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId, amount: 14_750 });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(50n);
    await shop.stripe.control.moveDisputeFunds({ id, amount: 5_900 });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(70n);
    await shop.stripe.control.moveDisputeFunds({ id, amount: -2_950 });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(60n);
    await agrees();
  });

  it("in another currency than the charge is taken by what left the account", async () => {
    const { chargeId } = await shop.bought(viewer);
    const wish = { id: chargeId, currency: "eur", amount: 13_570, settled: 14_750 };
    const { id } = await shop.stripe.control.disputeCharge(wish);
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(50n);
    await agrees();
    await shop.stripe.control.closeDispute({ id, won: true });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
    await agrees();
  });

  it("and refunds of one charge together never take more than was bought, and all of the money is in the books", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.bought(viewer);
    await shop.stripe.control.refundCharge({ id: chargeId, amount: 10_000 });
    // A bank may dispute the whole of what was refunded in part.
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId, amount: 29_500 });
    await shop.quiet();
    expect(await sums()).toEqual({ away: 39_500, taken: 100, recovered: 29_500, lost: 10_000 });
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
    await agrees();
    await shop.stripe.control.closeDispute({ id, won: true });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens + 66n);
    await agrees();
  });

  it("that is won while the tokens are being taken is still undone", async () => {
    const { chargeId } = await shop.bought(viewer);
    const { sql, world } = shop.stage;
    const other = await world.startAnother("billing");
    await shop.stripe.control.setWebhookMode({ drop: true });
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId });
    const handled = (type: string) =>
      sql.query(
        "SELECT FROM billing.stripe_event WHERE type = $1 AND object_id = $2 AND handled_at IS NOT NULL",
        [type, chargeId],
      );
    await withClient(world.adminUrl, async (client) => {
      await client.query("BEGIN");
      await client.query("SELECT FROM wallet.account WHERE owner = $1 FOR UPDATE", [viewer]);
      await shop.stripe.control.deliver({ types: ["charge.dispute.created"] });
      // One replica has asked Stripe, and the wallet stands still before the tokens; the other hears that
      // it is won.
      const waiting = () => sql.query(AT_A_LOCK);
      await poll(waiting, ({ rowCount }) => (rowCount ?? 0) > 0);
      await shop.stripe.control.closeDispute({ id, won: true });
      await shop.stripe.control.deliver({ types: ["charge.dispute.closed"] });
      await poll(waiting, ({ rowCount }) => (rowCount ?? 0) > 1);
      await client.query("COMMIT");
    });
    await poll(
      () => handled("charge.dispute.closed"),
      ({ rowCount }) => rowCount === 1,
    );
    await shop.quiet();
    expect(await sums()).toEqual({ away: 0, taken: 0, recovered: 0, lost: 0 });
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
    await agrees();
    await other.stop();
  });
});

it("what is bought in another currency is credited in full, and booked and taken back by what reached and left the account", async () => {
  const { topUpId, url } = await shop.buy(viewer);
  const presentment = { currency: "eur", amount: 27_000, settled: 29_000 };
  await shop.stripe.control.paySession({ id: sessionIdOf(url), presentment });
  await shop.quiet();
  expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
  expect(await shop.row(topUpId)).toMatchObject({ state: "credited", booked_cents: "29000" });
  await agrees();
  const chargeId = await shop.chargeOf(sessionIdOf(url));
  await shop.stripe.control.refundCharge({ id: chargeId, amount: 13_500 });
  await shop.quiet();
  expect(await shop.tokens(viewer)).toBe(50n);
  await agrees();
});

it("refunds, spending and watching at once leave nobody below zero and right books", async () => {
  const { chargeId } = await shop.bought(viewer);
  const spending = Array.from({ length: 10 }, () => shop.spend(viewer, 5n).catch(() => undefined));
  await Promise.all([shop.stripe.control.refundCharge({ id: chargeId }), ...spending]);
  await shop.quiet();
  expect(await shop.tokens(viewer)).toBe(0n);
  await agrees();
});

it("what happened is on /metrics, and nothing waits any more", async () => {
  const { adminUrl } = shop.stage.world.service("billing");
  const metrics = () => fetch(`${adminUrl}/metrics`).then((answer) => answer.text());
  const text = await poll(metrics, (now) => /^metercast_stripe_events_waiting(\{.*\})? 0$/m.test(now));
  expect(text).toMatch(/^metercast_top_ups_credited_total(\{.*\})? [1-9]/m);
  expect(text).toMatch(/^metercast_top_up_reversals_total\{.*kind="dispute".*\} [1-9]/m);
  expect(text).toMatch(/^metercast_top_up_reversals_returned_total\{.*state="won".*\} [1-9]/m);
  expect(text).toMatch(/^metercast_top_up_lost_cents_total(\{.*\})? [1-9]/m);
});
