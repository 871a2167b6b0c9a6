import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { type Person, pace, person, poll, startWorld, tokensOf, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

const MINUTE_MS = 1_000;
const SECRETS = { billing: "whsec_for_payments", withdrawals: "whsec_for_payouts" };
let stripe: StripeStandin;
let world: World;
let admin: Person;
let creator: Person;
let viewer: Person;

beforeAll(async () => {
  stripe = await startStripe({ platformBalance: 0, payoutDelayMs: 300 });
  const shared = { STRIPE_SECRET_KEY: stripe.apiKey, STRIPE_API_BASE_URL: stripe.url };
  world = await startWorld({
    mutualTls: true,
    env: {
      METER_MINUTE_SECONDS: "1",
      METER_LOST_AFTER_SECONDS: "60",
      GRPC_DEADLINE_MS: "30000",
      WALLET_WAIT_SECONDS: "10",
      billing: { ...shared, STRIPE_WEBHOOK_SECRETS: SECRETS.billing },
      withdrawals: {
        ...shared,
        STRIPE_WEBHOOK_SECRETS: SECRETS.withdrawals,
        STRIPE_OPENING_BALANCE_CENTS: "0",
      },
    },
  });
  const door = `${world.gatewayUrl}/webhooks/stripe`;
  await stripe.control.setWebhooks({
    endpoints: [
      { url: `${door}/payments`, secrets: [SECRETS.billing], connect: false },
      { url: `${door}/payouts`, secrets: [SECRETS.withdrawals], connect: true },
    ],
  });
  admin = await person(world, "admin", "admin");
  creator = await person(world, "creator", "creator");
  viewer = await person(world, "viewer", "viewer");
});
afterAll(async () => {
  await world?.stop();
  await stripe?.stop();
});

const usd = async () => {
  const { body } = await creator.get("/api/wallet");
  const account = body.accounts.find((one: { asset: string }) => one.asset === "USD");
  return { posted: account?.posted.amount, held: account?.held.amount, available: account?.available.amount };
};

it("a viewer buys tokens by Checkout, and they are credited once it is paid", async () => {
  const { body: packages } = await viewer.get("/api/token-packages");
  const smallest = packages.data[0];
  const { status, body } = await viewer.post("/api/wallet/top-ups", {
    body: { package_id: smallest.id },
    key: "buy-1",
  });
  expect(status).toBe(201);
  expect(await tokensOf(viewer)).toBe(0);
  await fetch(body.url, {
    method: "POST",
    body: new URLSearchParams({ outcome: "paid" }),
    redirect: "manual",
  });
  expect(
    await poll(
      () => tokensOf(viewer),
      (tokens) => tokens === smallest.tokens,
    ),
  ).toBe(smallest.tokens);
});

it("a creator who earned it asks for $100, an admin approves, Stripe pays, and the withdrawal is COMPLETED", async () => {
  const { body: stream } = await creator.post("/api/streams", { body: { title: "to be paid" } });
  const { body: session } = await viewer.post(`/api/streams/${stream.id}/sessions`);
  const watch = async () => {
    await viewer.post(`/api/sessions/${session.id}/heartbeat`);
    await pace(200);
    return Number((await usd()).available ?? 0);
  };
  await poll(watch, (earned) => earned >= 105.6);
  const { body: receipt } = await viewer.delete(`/api/sessions/${session.id}`);
  await creator.post(`/api/streams/${stream.id}/end`);
  // Everything that was watched by the receipt: nothing comes after it.
  const minutes = Math.floor((Date.parse(receipt.ended_at) - Date.parse(receipt.started_at)) / MINUTE_MS);
  const earned = await poll(usd, ({ posted }) => Number(posted) >= 13.2 * minutes - 0.001);
  expect(Number(earned.posted)).toBeCloseTo(13.2 * minutes, 2);

  const { body: onboarding } = await creator.post("/api/payout-methods/stripe/onboarding", {
    body: {},
    key: "onboard",
  });
  await fetch(onboarding.url, { redirect: "manual" });
  const methods = () => creator.get("/api/payout-methods");
  const ready = await poll(methods, ({ body }) => body.data?.[0]?.state === "ready");
  expect(ready.body.data[0]).toMatchObject({ kind: "stripe", state: "ready" });

  const asked = await creator.post("/api/withdrawals", { body: { amount: "100.00" }, key: "ask-1" });
  expect([asked.status, asked.body.status]).toEqual([201, "PENDING"]);
  expect((await usd()).held).toBe("100.00");
  const second = await creator.post("/api/withdrawals", { body: { amount: "50.00" }, key: "ask-2" });
  expect([
    second.status,
    [`withdrawal_already_open`, `insufficient_balance`].includes(second.body.code),
  ]).toEqual([409, true]);

  const path = `/api/withdrawals/${asked.body.id}`;
  const own = await creator.put(path, { body: {} });
  expect(own.status).toBe(405);
  const approved = await admin.patch(path, {
    body: { action: "approve", note: "well done" },
    key: "approve-1",
  });
  expect([approved.status, ["APPROVED", "COMPLETED"].includes(approved.body.status)]).toEqual([200, true]);
  const paid = await poll(
    () => creator.get(path),
    ({ body }) => body.status === "COMPLETED",
  );
  expect(paid.body.status).toBe("COMPLETED");
  expect(paid.body.history.map((change: { to: string }) => change.to)).toEqual([
    "PENDING",
    "APPROVED",
    "COMPLETED",
  ]);
  const after = await usd();
  expect(after.held).toBe("0.00");
  expect(Number(after.posted)).toBeCloseTo(Number(earned.posted) - 100, 2);
  const { body: entries } = await creator.get("/api/wallet/entries?limit=1");
  expect(entries.data[0]).toMatchObject({
    type: "DEBIT",
    reference_type: "WITHDRAWAL",
    reference_id: asked.body.id,
  });
});

it("each step is in the inbox of the person it concerns, once", async () => {
  const kindsOf = async (one: Person): Promise<string[]> =>
    (await one.get("/api/notifications")).body.data.map(({ kind }: { kind: string }) => kind).toSorted();
  const steps = ["payout_paid", "payout_sent", "withdrawal_approved", "withdrawal_requested"];
  const ofPayout = async () =>
    (await kindsOf(creator)).filter((kind) => /^(payout_(paid|sent)|withdrawal_)/.test(kind));
  await expect.poll(ofPayout).toEqual(steps);
  const ofTopUp = async () => (await kindsOf(viewer)).filter((kind) => kind.startsWith("top_up_"));
  await expect.poll(ofTopUp).toEqual(["top_up_done"]);
});

it("and the books balance: the ledger, the withdrawals and Stripe's own records agree", async () => {
  const check = () => admin.get("/api/admin/integrity?run=now");
  const { body } = await poll(check, (answer) => answer.body.ok === true);
  expect(body.checks.filter((one: { ok: boolean }) => !one.ok)).toEqual([]);
  const calls = await stripe.control.calls({});
  // A call whose answer took too long is made again under its key, and has no second effect.
  const made = calls.filter((call) => call.method === "POST" && call.status === 200 && !call.replayed);
  const transfers = made.filter(({ path }) => path === "/v1/transfers");
  const payouts = made.filter(({ path }) => path === "/v1/payouts");
  expect([transfers.length, payouts.length]).toEqual([1, 1]);
});
