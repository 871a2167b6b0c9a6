import { withClient } from "@metercast/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { until } from "./stage.ts";
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
/** I2: what the books say to be at Stripe has moved as Stripe's own balance has (a debit balance is what is there). */
const agrees = async () =>
  expect(inBooks - (await shop.platform("external_stripe"))).toBe(BigInt((await balance()) - atStripe));

describe("a refund", () => {
  it("with everything unspent takes all tokens back, and nothing is lost; events that come twice or shuffled take nothing more", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.stripe.control.setWebhookMode({ duplicate: 3, shuffle: true, seed: 3 });
    await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    expect(await shop.reversals(viewer)).toMatchObject([
      {
        kind: "refund",
        state: "taken",
        tokens: 100,
        cents: 29_500,
        taken: 100,
        recovered: 29_500,
        lost: 0,
      },
    ]);
    await agrees();
  });

  it("partly spent takes the rest and shows what is lost", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.spend(viewer, 60n);
    await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    expect(await shop.reversals(viewer)).toMatchObject([{ taken: 40, recovered: 11_800, lost: 17_700 }]);
    await agrees();
  });

  it("with all spent takes nothing: nobody goes below zero, and all of the money is lost", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.spend(viewer, 100n);
    await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    expect(await shop.reversals(viewer)).toMatchObject([{ taken: 0, recovered: 0, lost: 29_500 }]);
    // What is bought later is the viewer's own.
    await shop.bought(viewer);
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(100n);
    await agrees();
  });

  it("in parts takes tokens in proportion, rounded up, and never more than were bought, also where parts are too small for a token", async () => {
    const { chargeId } = await shop.bought(viewer);
    for (const amount of [296, 14_750, 14_453, 1])
      await shop.stripe.control.refundCharge({ id: chargeId, amount });
    await shop.quiet();
    const parts = await shop.reversals(viewer);
    expect(parts.map(({ tokens }) => tokens)).toEqual([2, 50, 48, 0]);
    expect(parts.at(-1)).toMatchObject({ cents: 1, state: "taken", recovered: 0, lost: 1 });
    expect(await shop.tokens(viewer)).toBe(0n);
    await agrees();
  });

  it("that is heard of before the payment credits first, then takes back", async () => {
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

  it("that fails is undone: the buyer has not got the money, so the tokens are the viewer's again", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.spend(viewer, 60n);
    const { id } = await shop.stripe.control.refundCharge({ id: chargeId, amount: 14_750 });
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(0n);
    await shop.stripe.control.failRefund({ id });
    await shop.quiet();
    expect(await shop.reversals(viewer)).toMatchObject([
      { id, state: "failed", taken: 40, recovered: 11_800 },
    ]);
    expect(await shop.tokens(viewer)).toBe(40n);
    await agrees();
    // Tried again: the whole purchase may be taken back.
    await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    expect((await shop.reversals(viewer)).at(-1)).toMatchObject({ tokens: 100, taken: 40, lost: 17_700 });
    await agrees();
  });

  it("that the wallet has posted before a crash is not taken again: its row comes after", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.stripe.control.refundCharge({ id: chargeId, amount: 14_750 });
    await shop.quiet();
    const before = await shop.reversals(viewer);
    // As it is when the process dies between the wallet's answer and the row.
    const { sql } = shop.stage;
    await sql.query(
      "UPDATE billing.top_up_reversal SET state = 'open', tokens_taken = 0, cents_recovered = 0 WHERE id = $1",
      [before[0]?.id],
    );
    await sql.query(
      "UPDATE billing.stripe_event SET handled_at = NULL, next_at = now() WHERE object_id = $1",
      [chargeId],
    );
    await shop.quiet();
    expect(await shop.reversals(viewer)).toEqual(before);
    expect(await shop.tokens(viewer)).toBe(50n);
    await agrees();
  });

  it("whose webhook is lost is found among Stripe's events", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.stage.world.restart("billing", { TOP_UP_SWEEP_SECONDS: "1" });
    await shop.stripe.control.setWebhookMode({ drop: true });
    await shop.stripe.control.refundCharge({ id: chargeId });
    await until(
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
    const taken = { id, kind: "dispute", taken: 70, recovered: 20_650, lost: 8_850 };
    expect(await shop.reversals(viewer)).toMatchObject([{ ...taken, state: "taken" }]);
    await shop.stripe.control.closeDispute({ id, won: false });
    await shop.quiet();
    expect(await shop.reversals(viewer)).toMatchObject([{ ...taken, state: "taken" }]);
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
    expect(await shop.reversals(viewer)).toMatchObject([{ id, state: "won", taken: 70 }]);
    expect(await shop.tokens(viewer)).toBe(70n);
    expect(await platform()).toEqual(before);
    await agrees();
  });

  it("that is won, with a crash between the wallet's answer and the row, is undone once", async () => {
    const { chargeId } = await shop.bought(viewer);
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId });
    await shop.quiet();
    await shop.stripe.control.closeDispute({ id, won: true });
    await shop.quiet();
    const { sql } = shop.stage;
    const { rowCount } = await sql.query("UPDATE billing.top_up_reversal SET state = 'taken' WHERE id = $1", [
      id,
    ]);
    expect(rowCount).toBe(1);
    await sql.query(
      "UPDATE billing.stripe_event SET handled_at = NULL, next_at = now() WHERE object_id = $1",
      [chargeId],
    );
    await shop.quiet();
    expect(await shop.reversals(viewer)).toMatchObject([{ id, state: "won" }]);
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
    await agrees();
  });

  it("that was won before we heard of it took nothing", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.stripe.control.setWebhookMode({ drop: true });
    const { id } = await shop.stripe.control.disputeCharge({ id: chargeId });
    await shop.stripe.control.closeDispute({ id, won: true });
    await shop.stripe.control.setWebhookMode({});
    await shop.stripe.control.deliver({});
    await shop.quiet();
    expect(await shop.reversals(viewer)).toEqual([]);
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
    await agrees();
  });

  it("that is won while the tokens are being taken is undone all the same", async () => {
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
      await client.query("SELECT FROM billing.top_up WHERE viewer_id = $1 FOR UPDATE", [viewer]);
      await shop.stripe.control.deliver({ types: ["charge.dispute.created"] });
      // One replica has asked Stripe, and stands still before its first row of the dispute; the other hears that it is won.
      const waiting = () => sql.query(AT_A_LOCK);
      await until(waiting, ({ rowCount }) => (rowCount ?? 0) > 0);
      await shop.stripe.control.closeDispute({ id, won: true });
      await shop.stripe.control.deliver({ types: ["charge.dispute.closed"] });
      await until(
        () => handled("charge.dispute.closed"),
        ({ rowCount }) => rowCount === 1,
      );
      await client.query("COMMIT");
    });
    await shop.quiet();
    expect(await shop.reversals(viewer)).toMatchObject([{ id, kind: "dispute", state: "won", taken: 100 }]);
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
    await agrees();
    await other.stop();
  });

  it("after a refund of a part asks back no more than the rest", async () => {
    const { chargeId } = await shop.bought(viewer);
    await shop.stripe.control.refundCharge({ id: chargeId, amount: 10_000 });
    await shop.stripe.control.disputeCharge({ id: chargeId });
    await shop.quiet();
    expect(await shop.reversals(viewer)).toMatchObject([
      { kind: "refund", tokens: 34, cents: 10_000 },
      { kind: "dispute", tokens: 66, cents: 19_500 },
    ]);
    expect(await shop.tokens(viewer)).toBe(0n);
    await agrees();
  });
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
  const text = await until(metrics, (now) => /^metercast_stripe_events_waiting(\{.*\})? 0$/m.test(now));
  expect(text).toMatch(/^metercast_top_ups_credited_total(\{.*\})? [1-9]/m);
  expect(text).toMatch(/^metercast_top_up_reversals_total\{.*kind="dispute".*\} [1-9]/m);
  expect(text).toMatch(/^metercast_top_up_reversals_returned_total\{.*state="won".*\} [1-9]/m);
  expect(text).toMatch(/^metercast_top_up_lost_cents_total(\{.*\})? [1-9]/m);
});
