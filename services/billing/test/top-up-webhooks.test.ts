import { signatureHeader } from "@metercast/stripe-standin";
import { pace, poll } from "@metercast/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { codeOf } from "./stage.ts";
import {
  NEXT_SECRET,
  newViewer,
  PACKAGE,
  SECRET,
  type Shop,
  sessionIdOf,
  startShop,
} from "./top-up-stage.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());
afterEach(() => shop.calm());

/** Somebody else's business on the same account at Stripe: $9.00. */
async function foreignSession(clientReference?: string): Promise<string> {
  const form = {
    mode: "payment",
    success_url: "http://127.0.0.1:1/",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "900",
    "line_items[0][price_data][product_data][name]": "a shirt",
    ...(clientReference !== undefined && { client_reference_id: clientReference }),
  };
  const answer = await fetch(`${shop.stripe.url}/v1/checkout/sessions`, {
    method: "POST",
    headers: { authorization: `Bearer ${shop.stripe.apiKey}` },
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { id: string }).id;
}

describe("webhooks", () => {
  it("duplicated and shuffled: the tokens are credited once, the books have the money and the fee", async () => {
    const before = await shop.platform("external_stripe");
    await shop.stripe.control.setWebhookMode({ duplicate: 4, shuffle: true, seed: 7 });
    const buyers = [newViewer(), newViewer(), newViewer()];
    const bought = await Promise.all(buyers.map((id) => shop.bought(id)));
    await shop.quiet();
    for (const id of buyers) expect(await shop.tokens(id)).toBe(100n);
    const fee = BigInt(Math.round(29_500 * 0.029) + 30);
    expect(await shop.platform("external_stripe")).toBe(before - 3n * (PACKAGE.cents - fee));
    // Again, when all is long done.
    const { events } = await shop.stripe.control.state();
    const told = Object.values(events).filter(({ type }) => type === "checkout.session.completed");
    await shop.stripe.control.deliver({ events: told.map(({ id }) => id), times: 3 });
    await shop.quiet();
    expect(await shop.platform("external_stripe")).toBe(before - 3n * (PACKAGE.cents - fee));
    expect(bought).toHaveLength(3);
    await shop.booksAreRight();
  });

  it("delayed: nothing is credited before Stripe has been asked; a completed session that is not paid credits nothing", async () => {
    const viewer = newViewer();
    await shop.stripe.control.setWebhookMode({ delay_ms: 700 });
    const { topUpId, url } = await shop.buy(viewer);
    await shop.stripe.control.paySession({ id: sessionIdOf(url), outcome: "async" });
    await shop.quiet();
    expect([await shop.tokens(viewer), (await shop.row(topUpId)).state]).toEqual([0n, "open"]);
    await shop.stripe.control.settleSession({ id: sessionIdOf(url), succeeded: true });
    await shop.quiet();
    expect([await shop.tokens(viewer), (await shop.row(topUpId)).state]).toEqual([100n, "credited"]);
  });

  it("an async payment that fails, and a session that expires, end the top-up without tokens", async () => {
    const [failed, expired] = [await shop.buy(newViewer()), await shop.buy(newViewer())];
    await shop.stripe.control.paySession({ id: sessionIdOf(failed.url), outcome: "async" });
    await shop.stripe.control.settleSession({ id: sessionIdOf(failed.url), succeeded: false });
    await shop.stripe.control.expireSession({ id: sessionIdOf(expired.url) });
    await shop.quiet();
    expect((await shop.row(failed.topUpId)).state).toBe("failed");
    expect((await shop.row(expired.topUpId)).state).toBe("expired");
    // Stripe repeats its events; the failure is announced once, and what only expired is none.
    const { events } = await shop.stripe.control.state();
    await shop.stripe.control.deliver({ events: Object.keys(events).slice(-6), times: 2 });
    await shop.quiet();
    const { rows } = await shop.stage.sql.query(
      "SELECT convert_from(payload, 'UTF8')::jsonb AS body FROM billing.outbox WHERE subject = 'billing.top_up.failed.v1'",
    );
    expect(rows).toEqual([
      {
        body: {
          topUpId: failed.topUpId,
          userId: expect.stringMatching(/^buyer-/),
          tokens: "100",
          reason: "payment_failed",
          occurredAt: expect.any(String),
        },
      },
    ]);
  });

  it("an event whose object says something else is not believed", async () => {
    const viewer = newViewer();
    const { topUpId, url } = await shop.buy(viewer);
    const object = { id: sessionIdOf(url), object: "checkout.session", payment_status: "paid" };
    const type = "checkout.session.completed";
    const body = JSON.stringify({ id: `evt_${topUpId}`, object: "event", type, data: { object } });
    const payload = Buffer.from(body);
    expect(await shop.hook(payload, signatureHeader(body, [SECRET]))).toEqual({ stored: true });
    expect(await shop.hook(payload, signatureHeader(body, [SECRET]))).toEqual({ stored: false });
    await shop.quiet();
    expect([await shop.tokens(viewer), (await shop.row(topUpId)).state]).toEqual([0n, "open"]);
  });

  it("early: paid before our own row knows its Checkout session; credited once, and the same key finds the page", async () => {
    const viewer = newViewer();
    await shop.stripe.control.addFault({
      match: { method: "POST", path: "/v1/checkout/sessions" },
      effect: "timeout_after_execution",
    });
    expect(await codeOf(shop.ask(viewer, "early"))).toBe("unavailable");
    const { sessions } = await shop.stripe.control.state();
    const made = Object.values(sessions).find(({ object }) => object.metadata.viewer_id === viewer)?.object;
    const topUpId = made?.client_reference_id ?? "";
    expect(await shop.row(topUpId)).toMatchObject({ state: "created", checkout_session_id: null });
    await shop.stripe.control.paySession({ id: made?.id ?? "" });
    await shop.quiet();
    expect(await shop.row(topUpId)).toMatchObject({ state: "credited", checkout_session_id: made?.id });
    expect((await shop.buy(viewer, "early")).topUpId).toBe(topUpId);
    expect((await shop.row(topUpId)).state).toBe("credited");
    expect(await shop.tokens(viewer)).toBe(PACKAGE.tokens);
  });

  /** How the events of an object ended, and after how many attempts. */
  const outcomes = async (object: string) => {
    const { rows } = await shop.stage.sql.query(
      "SELECT DISTINCT outcome, attempts FROM billing.stripe_event WHERE object_id = $1 AND outcome <> 'ignored'",
      [object],
    );
    return rows;
  };

  it("a page that names our top-up but was paid differently is a case for a person at once; the right one is still credited", async () => {
    const viewer = newViewer();
    const { topUpId, url } = await shop.buy(viewer);
    const other = await foreignSession(topUpId);
    await shop.stripe.control.paySession({ id: other });
    await shop.quiet();
    expect(await shop.cases(viewer)).toEqual([{ kind: "second_payment", object: other, open: true }]);
    expect(await outcomes(other)).toEqual([{ outcome: "needs_review", attempts: 1 }]);
    expect([await shop.tokens(viewer), (await shop.row(topUpId)).state]).toEqual([0n, "open"]);
    await shop.stripe.control.paySession({ id: sessionIdOf(url) });
    await shop.quiet();
    expect([await shop.tokens(viewer), (await shop.row(topUpId)).state]).toEqual([100n, "credited"]);
  });

  it.each([
    ["amount_differs", { amount_total: 29_499 }],
    ["currency_differs", { currency: "eur" }],
  ] as const)(
    "%s: a case at once, nothing credited; money that goes back is part of it, and nobody tries again and again",
    async (kind, change) => {
      const viewer = newViewer();
      const { topUpId, url } = await shop.buy(viewer);
      const id = sessionIdOf(url);
      await shop.stripe.control.changeSession({ id, ...change });
      await shop.stripe.control.paySession({ id });
      await shop.quiet();
      expect(await shop.cases(viewer)).toEqual([{ kind, object: id, open: true }]);
      expect(await shop.row(topUpId)).toMatchObject({ state: "open", next_at: null });
      const { hits } = await shop.stage.billing.search({ query: id });
      expect(hits.map(({ summary }) => summary)).toEqual([
        expect.stringContaining(`open, needs review: ${kind}`),
      ]);
      const chargeId = await shop.chargeOf(id);
      await shop.stripe.control.refundCharge({ id: chargeId });
      await shop.quiet();
      for (const object of [id, chargeId])
        expect(await outcomes(object)).toEqual([{ outcome: "needs_review", attempts: 1 }]);
      expect(await shop.cases(viewer)).toHaveLength(1);
      expect(await shop.tokens(viewer)).toBe(0n);
    },
  );

  it("a forged, a missing, an old and a moved signature are refused, and nothing of them is stored; a rotated secret is right", async () => {
    const id = "evt_forged";
    const event = { id, object: "event", type: "account.updated", data: { object: {} } };
    const body = JSON.stringify(event);
    const give = (signature: string, text = body) => codeOf(shop.hook(Buffer.from(text), signature));
    expect(await give(signatureHeader(body, ["whsec_guess"]))).toBe("invalid_signature");
    expect(await give("")).toBe("invalid_signature");
    expect(await give(signatureHeader(body, [SECRET], 301))).toBe("invalid_signature");
    expect(await give(signatureHeader(body, [SECRET]), `${body} `)).toBe("invalid_signature");
    expect(await give(signatureHeader("[", [SECRET]), "[")).toBe("malformed_request");
    const stored = () => shop.stage.sql.query("SELECT FROM billing.stripe_event WHERE id = $1", [id]);
    expect((await stored()).rowCount).toBe(0);
    expect(await give(signatureHeader(body, [NEXT_SECRET], 200))).toBe("none");
    expect((await stored()).rowCount).toBe(1);
  });

  it("Stripe being away only makes them wait", async () => {
    await shop.stripe.control.addFault({ match: { method: "GET" }, effect: "503_before", times: 3 });
    await shop.bought(newViewer());
  });

  it("of a connected account are set aside, whatever they name", async () => {
    const { topUpId, url } = await shop.buy(newViewer());
    await shop.stripe.control.setWebhookMode({ drop: true });
    await shop.stripe.control.paySession({ id: sessionIdOf(url) });
    const object = { id: sessionIdOf(url), object: "checkout.session" };
    const event = { id: `evt_of_another_${topUpId}`, object: "event", account: "acct_another" };
    const body = JSON.stringify({ ...event, type: "checkout.session.completed", data: { object } });
    expect(await shop.hook(Buffer.from(body), signatureHeader(body, [SECRET]))).toEqual({ stored: true });
    await shop.quiet();
    const { rows } = await shop.stage.sql.query("SELECT outcome FROM billing.stripe_event WHERE id = $1", [
      event.id,
    ]);
    expect([rows, (await shop.row(topUpId)).state]).toEqual([[{ outcome: "ignored" }], "open"]);
  });

  it("about what is none of ours are set aside", async () => {
    const id = await foreignSession();
    await shop.stripe.control.paySession({ id });
    const chargeId = await shop.chargeOf(id);
    await shop.stripe.control.refundCharge({ id: chargeId });
    await shop.quiet();
    const { rows } = await shop.stage.sql.query(
      "SELECT DISTINCT type, outcome FROM billing.stripe_event WHERE object_id IN ($1, $2) ORDER BY type",
      [id, chargeId],
    );
    expect(rows).toEqual([
      { type: "charge.refunded", outcome: "not_ours" },
      { type: "charge.succeeded", outcome: "ignored" },
      { type: "checkout.session.completed", outcome: "not_ours" },
      { type: "refund.created", outcome: "not_ours" },
    ]);
  });
});

describe("a lost webhook only costs time", () => {
  it("the sweep asks Stripe about a top-up that stays silent", async () => {
    await shop.stripe.control.setWebhookMode({ drop: true });
    await shop.stripe.control.addFault({ match: { path: "/v1/events" }, effect: "503_before", times: 500 });
    await shop.stage.world.restart("billing", { TOP_UP_SWEEP_SECONDS: "1" });
    const [viewer, gone] = [newViewer(), newViewer()];
    const [paid, expired] = [await shop.buy(viewer), await shop.buy(gone)];
    await shop.stripe.control.paySession({ id: sessionIdOf(paid.url) });
    await shop.stripe.control.expireSession({ id: sessionIdOf(expired.url) });
    // A sweep that was quicker than this saw them open, and would look again in a minute.
    await shop.stage.sql.query(
      "UPDATE billing.top_up SET next_at = now() WHERE state = 'open' AND viewer_id IN ($1, $2)",
      [viewer, gone],
    );
    await poll(
      () => shop.tokens(viewer),
      (tokens) => tokens === 100n,
    );
    await poll(
      () => shop.row(expired.topUpId),
      ({ state }) => state === "expired",
    );
    const { rows } = await shop.stage.sql.query("SELECT FROM billing.stripe_event WHERE object_id = $1", [
      sessionIdOf(paid.url),
    ]);
    expect(rows).toEqual([]);
    // The webhook comes after all.
    await shop.stripe.control.setWebhookMode({});
    await shop.stripe.control.deliver({});
    await shop.quiet();
    expect(await shop.tokens(viewer)).toBe(100n);
    await shop.stage.world.restart("billing");
  });
});

describe("a crash", () => {
  it("between the wallet's answer and the row: credited once, and the row comes after", async () => {
    const viewer = newViewer();
    await shop.stage.world.arm("billing", "billing.top_up_credited");
    const crashed = shop.stage.world.service("billing").exited;
    const { topUpId, url } = await shop.buy(viewer, "crash");
    await shop.stripe.control.paySession({ id: sessionIdOf(url) });
    await crashed;
    expect([await shop.tokens(viewer), (await shop.row(topUpId)).state]).toEqual([100n, "paid"]);
    // The dead process' lease on the event is waited for in production; here it is over.
    await shop.stage.sql.query("UPDATE billing.stripe_event SET next_at = now() WHERE handled_at IS NULL");
    await shop.stage.world.restart("billing");
    await poll(
      () => shop.row(topUpId),
      ({ state }) => state === "credited",
    );
    await pace(500);
    expect(await shop.tokens(viewer)).toBe(100n);
    await shop.quiet();
    await shop.booksAreRight();
  });
});
