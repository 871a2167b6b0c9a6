import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { callGrpc } from "@metercast/runtime";
import { signatureHeader } from "@metercast/stripe-standin";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { codeOf } from "./stage.ts";
import { newViewer, PACKAGE, RETURN_URL, SECRET, type Shop, sessionIdOf, startShop } from "./top-up-stage.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());
afterEach(() => shop.calm());

const openedSessions = async () =>
  (await shop.stripe.control.calls()).filter(
    ({ method, path }) => method === "POST" && path === "/v1/checkout/sessions",
  );

describe("starting a top-up", () => {
  it("packages are listed; the Checkout session says who buys what for how much", async () => {
    const { packages } = await shop.stage.billing.listTokenPackages({});
    expect(packages).toContainEqual({ id: "tokens_100", tokens: 100n, cents: 29_500n });
    const viewer = newViewer();
    const { topUpId, url } = await shop.buy(viewer);
    expect(topUpId).toMatch(/^top_[0-9a-f]{32}$/);
    const { object, paymentMetadata } = (await shop.stripe.control.state()).sessions[sessionIdOf(url)] ?? {};
    const metadata = { top_up_id: topUpId, viewer_id: viewer };
    expect(object).toMatchObject({ client_reference_id: topUpId, amount_total: 29_500, metadata });
    expect(object?.success_url).toBe(`${RETURN_URL}&top_up=${topUpId}`);
    expect(object?.cancel_url).toBe(RETURN_URL);
    expect(paymentMetadata).toEqual(metadata);
    expect(await shop.row(topUpId)).toMatchObject({ state: "open", checkout_session_id: object?.id });
  });

  it("of twenty double clicks one Checkout session comes; the key with another package is a conflict", async () => {
    const viewer = newViewer();
    await shop.stripe.control.clearCalls();
    const clicks = await Promise.allSettled(Array.from({ length: 20 }, () => shop.ask(viewer, "double")));
    // Stripe answers 409 to a key that is in use: then ours is `unavailable`, and the next click finds the
    // session.
    const urls = clicks.flatMap((click) => (click.status === "fulfilled" ? [click.value.url] : []));
    const later = await shop.buy(viewer, "double");
    expect(new Set([...urls, later.url]).size).toBe(1);
    const { sessions } = await shop.stripe.control.state();
    const made = Object.values(sessions).filter(({ object }) => object.client_reference_id === later.topUpId);
    expect(made).toHaveLength(1);
    expect(await codeOf(shop.buy(viewer, "double", "tokens_50"))).toBe("idempotency_conflict");
    // Keys are the viewer's own.
    expect((await shop.buy(newViewer(), "double", "tokens_50")).url).not.toBe(later.url);
  });

  it("refuses unknown packages, a missing key and a return address that is none", async () => {
    const request = {
      viewerId: newViewer(),
      packageId: "tokens_100",
      idempotencyKey: "k",
      returnUrl: RETURN_URL,
    };
    const start = (change: object) =>
      codeOf(shop.stage.billing.startTopUp({ ...request, ...change } as typeof request));
    expect(await start({ packageId: "tokens_7" })).toBe("package_not_found");
    expect(await start({ idempotencyKey: "" })).toBe("invalid_request");
    expect(await start({ returnUrl: "javascript:alert(1)" })).toBe("invalid_request");
    expect(await start({ viewerId: "no spaces" })).toBe("invalid_request");
  });

  it.each(["timeout_after_execution", "502_after_execution", "timeout_before", "503_before"] as const)(
    "%s: unavailable, and the same key finds the one session",
    async (effect) => {
      const viewer = newViewer();
      await shop.stripe.control.addFault({ match: { path: "/v1/checkout/sessions" }, effect });
      expect(await codeOf(shop.ask(viewer, "again"))).toBe("unavailable");
      const { topUpId, url } = await shop.buy(viewer, "again");
      const { sessions } = await shop.stripe.control.state();
      const made = Object.values(sessions).filter(({ object }) => object.client_reference_id === topUpId);
      expect(made.map(({ object }) => object.url)).toEqual([url]);
    },
  );

  it("a 500 that Stripe has saved under the key is left behind with the key", async () => {
    const viewer = newViewer();
    await shop.stripe.control.addFault({ match: { path: "/v1/checkout/sessions" }, effect: "saved_500" });
    expect(await codeOf(shop.ask(viewer, "spent"))).toBe("unavailable");
    const { topUpId } = await shop.buy(viewer, "spent");
    expect(await shop.row(topUpId)).toMatchObject({ state: "open", call_number: 2 });
    expect((await openedSessions()).at(-1)?.idempotency_key).toMatch(/:2$/);
  });
});

it("what a viewer may have open is bounded, over all replicas; what is paid or expired makes room", async () => {
  const other = await shop.stage.world.startAnother("billing");
  const billing = callGrpc(BillingServiceService, other.grpcAddress ?? "", { deadlineMs: 60_000 });
  const viewerId = newViewer();
  let keys = 0;
  const there = () =>
    billing.startTopUp({
      viewerId,
      packageId: PACKAGE.packageId,
      idempotencyKey: `many-${keys++}`,
      returnUrl: RETURN_URL,
    });
  const clicks = await Promise.allSettled(
    Array.from({ length: 14 }, (_, index) => (index % 2 === 0 ? there() : shop.ask(viewerId))),
  );
  const opened = clicks.flatMap((click) => (click.status === "fulfilled" ? [click.value] : []));
  expect(opened).toHaveLength(10);
  for (const click of clicks)
    if (click.status === "rejected") expect(click.reason).toMatchObject({ code: "too_many_open_top_ups" });
  await shop.stripe.control.expireSession({ id: sessionIdOf(opened[0]?.url ?? "") });
  await shop.quiet();
  expect(await codeOf(there())).toBe("none");
  expect(await codeOf(there())).toBe("too_many_open_top_ups");
  billing.close();
  await other.stop();
});

it("calls to Stripe have a budget for each viewer and one for all, which replicas share; what is refused is not begun", async () => {
  const { sql } = shop.stage;
  // Spent now and in the minutes to come, as other replicas may have done.
  const spend = (scope: string, used: number) =>
    sql.query(
      `INSERT INTO billing.provider_budget (scope, starts_at, used)
       SELECT $1, date_trunc('minute', now()) + n * interval '1 minute', $2 FROM generate_series(0, 30) n
       ON CONFLICT (scope, starts_at) DO UPDATE SET used = excluded.used`,
      [scope, used],
    );
  const viewer = newViewer();
  const { url } = await shop.buy(viewer, "before");
  await spend(`checkout:${viewer}`, 30);
  expect(await codeOf(shop.ask(viewer, "refused"))).toBe("rate_limited");
  // What exists already costs no call.
  expect((await shop.ask(viewer, "before")).url).toBe(url);
  expect(await codeOf(shop.ask(newViewer()))).toBe("none");
  await spend("checkout", 1_200);
  expect(await codeOf(shop.ask(newViewer()))).toBe("rate_limited");
  await sql.query("DELETE FROM billing.provider_budget");
  expect(await codeOf(shop.ask(viewer, "refused"))).toBe("none");
});

it("without a key of Stripe nothing can be bought, and the other doors are open", async () => {
  const other = await shop.stage.world.startAnother("billing", { STRIPE_SECRET_KEY: "" });
  const billing = callGrpc(BillingServiceService, other.grpcAddress ?? "", { deadlineMs: 30_000 });
  const request = {
    viewerId: newViewer(),
    packageId: "tokens_100",
    idempotencyKey: "k",
    returnUrl: RETURN_URL,
  };
  expect(await codeOf(billing.startTopUp(request))).toBe("unavailable");
  expect((await billing.listTokenPackages({})).packages).toHaveLength(3);
  const body = JSON.stringify({ id: "evt_w", object: "event", type: "x", data: { object: {} } });
  const webhook = { payload: Buffer.from(body), signature: signatureHeader(body, [SECRET]) };
  expect(await billing.receiveWebhook(webhook)).toEqual({ stored: true });
  billing.close();
  await other.stop();
});
