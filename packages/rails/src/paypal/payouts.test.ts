import { newUuid, publicId } from "@metercast/contracts";
import { type PaypalStandin, startPaypal } from "@metercast/local-servers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fieldFaults } from "../description.ts";
import type { Outcome, RailAdapter, RailAttempt } from "../interface.ts";
import { paypalClient } from "./client.ts";
import { paypal } from "./description.ts";
import { KEY_LIFE_MS, paypalPayouts } from "./payouts.ts";

const RECEIVER = "creator.secret@example.com";
const PAYOUTS = "/v1/payments/payouts";
const TOKEN = "/v1/oauth2/token";
/** Longer than any test: the stand-in's time moves by `advanceClock` alone. */
const DELAY_MS = 600_000;
const DAY_MS = 86_400_000;

let standin: PaypalStandin;
let rail: RailAdapter;
let refusals: string[];
let now = 0;

beforeAll(async () => {
  standin = await startPaypal({ delayMs: DELAY_MS });
});
afterAll(() => standin.stop());
beforeEach(async () => {
  await standin.control.reset();
  now = Date.now();
  refusals = [];
  rail = railWith(60_000);
});

function railWith(timeoutMs: number, clientSecret = standin.clientSecret): RailAdapter {
  const clock = { now: () => now };
  const { clientId, url: baseUrl } = standin;
  const client = paypalClient({ clientId, clientSecret, baseUrl, timeoutMs, clock });
  return paypalPayouts({ client, clock, count: (step, why) => refusals.push(`${step} ${why}`) });
}

const newAttempt = (change: Partial<RailAttempt> = {}): RailAttempt => ({
  id: newUuid(now),
  withdrawalId: newUuid(now),
  creatorId: newUuid(now),
  amount: 12_345n,
  speed: "standard",
  destination: "",
  receiver: { receiver: RECEIVER },
  fundingRef: "",
  payoutRef: "",
  wasPaid: false,
  createdAt: new Date(now),
  ...change,
});
const fund = (attempt: RailAttempt) => rail.fund(attempt, "key");
const batches = async () => Object.values((await standin.control.state()).batches);
const processed = async () => {
  await standin.control.advanceClock({ ms: DELAY_MS });
  await standin.control.advanceClock({ ms: DELAY_MS });
};

/** A payout that the stand-in has processed. */
async function sent(outcome: Parameters<PaypalStandin["control"]["planItem"]>[0]["outcome"]) {
  const attempt = newAttempt();
  await standin.control.planItem({ outcome });
  const funded = await fund(attempt);
  if (funded.kind !== "done") throw new Error(JSON.stringify(funded));
  await processed();
  const item = Object.values((await standin.control.state()).items)[0]?.id ?? "";
  return { attempt: { ...attempt, fundingRef: funded.reference, payoutRef: funded.reference }, item };
}

describe("a payout is made once", () => {
  it("one batch with one item: the attempt's id, the withdrawal's id, the amount", async () => {
    const attempt = newAttempt();
    expect(await fund(attempt)).toMatchObject({ kind: "done" });
    const body = (await standin.control.calls()).at(-1)?.body;
    expect(body).toMatchObject({
      sender_batch_header: { sender_batch_id: publicId("attempt", attempt.id) },
      items: [
        {
          recipient_type: "EMAIL",
          receiver: RECEIVER,
          amount: { currency: "USD", value: "123.45" },
          sender_item_id: publicId("withdrawal", attempt.withdrawalId),
        },
      ],
    });
  });

  it.each(["reset_after", "500_after", "garbage_after"] as const)(
    "%s: the outcome is unknown, and the repeated call finds the batch of the first",
    async (effect) => {
      const attempt = newAttempt();
      await standin.control.addFault({ method: "POST", path: PAYOUTS, effect });
      expect(await fund(attempt)).toMatchObject({ kind: "unknown", keySpent: false });
      const again = await fund(attempt);
      const [batch, ...others] = await batches();
      expect(again).toMatchObject({ kind: "done", reference: batch?.id });
      expect(others).toEqual([]);
    },
  );

  it("a call without an answer in time is unknown, and the repeated call finds its batch", async () => {
    const attempt = newAttempt();
    const hasty = railWith(1_000);
    await standin.control.addFault({ method: "POST", path: PAYOUTS, effect: "timeout_after" });
    const isLost = async () => (await standin.control.calls()).some(({ fault }) => fault !== null);
    // On a slow machine the token alone may take too long; then the payout was not asked for yet.
    do expect(await hasty.fund(attempt, "key")).toMatchObject({ kind: "unknown", keySpent: false });
    while (!(await isLost()));
    expect((await fund(attempt)).kind).toBe("done");
    expect(await batches()).toHaveLength(1);
  });

  it("a refusal for want of money names itself, whether the money comes later or not", async () => {
    const attempt = newAttempt();
    await standin.control.addMoney({ amount: -1_000_000 });
    expect(await fund(attempt)).toMatchObject({ kind: "refused", code: "balance_insufficient" });
    await standin.control.addMoney({ amount: 12_345 + 247 });
    expect((await fund(attempt)).kind).toBe("done");
  });

  it.each(["401_before", "403_before", "429", "503_before", "500_before", "reset_before"] as const)(
    "%s says nothing about this payout",
    async (effect) => {
      await standin.control.addFault({ method: "POST", path: PAYOUTS, effect, times: 2 });
      expect(await fund(newAttempt())).toMatchObject({ kind: "unknown", keySpent: false });
      expect(await batches()).toEqual([]);
    },
  );

  it("a receiver that PayPal does not take is refused, and its address is not repeated", async () => {
    const outcome = await fund(newAttempt({ receiver: { receiver: "+1-x" } }));
    expect(outcome).toEqual({
      kind: "refused",
      code: "validation_error",
      detail: "VALIDATION_ERROR: items[0].receiver",
    } satisfies Outcome);
    expect(refusals).toEqual(["payout refused"]);
  });

  it("after 29 days nothing is sent any more: PayPal would not know the id after 30", async () => {
    const attempt = newAttempt();
    now += KEY_LIFE_MS;
    expect(await fund(attempt)).toMatchObject({ kind: "unknown", keySpent: true });
    expect(await standin.control.calls()).toEqual([]);
  });

  it("a duplicate that leads to another attempt's batch is no success", async () => {
    const first = newAttempt();
    await fund(first);
    const { items } = await standin.control.state();
    await standin.control.addFault({
      method: "POST",
      path: PAYOUTS,
      effect: "refuse",
      error: { status: 400, name: "USER_BUSINESS_ERROR", message: Object.keys(items).join() },
    });
    expect(await fund(newAttempt())).toMatchObject({ kind: "unknown" });
    const foreign = { ...newAttempt(), payoutRef: (await batches())[0]?.id ?? "" };
    await expect(rail.status(foreign)).rejects.toThrow("none of this attempt");
  });
});

describe("the token", () => {
  const asked = async () => (await standin.control.calls()).filter(({ path }) => path === TOKEN).length;

  it("is fetched once for many calls, and again shortly before it expires", async () => {
    await Promise.all([1, 2, 3].map(() => fund(newAttempt())));
    expect(await asked()).toBe(1);
    now += 32_400_000 - 60_000;
    await fund(newAttempt());
    expect(await asked()).toBe(2);
  });

  it("that PayPal no longer takes is replaced, and the call repeated once", async () => {
    await fund(newAttempt());
    await standin.control.revokeTokens();
    expect((await fund(newAttempt())).kind).toBe("done");
    expect(await asked()).toBe(2);
  });

  it("is not given for a wrong secret: no payout, and no refusal of it", async () => {
    rail = railWith(60_000, "wrong");
    expect(await fund(newAttempt())).toMatchObject({ kind: "unknown" });
  });
});

describe("how the payout is", () => {
  it("is in transit until the batch is processed", async () => {
    const attempt = newAttempt();
    const funded = await fund(attempt);
    if (funded.kind !== "done") throw new Error("not accepted");
    const payoutRef = funded.reference;
    expect(await rail.status({ ...attempt, payoutRef })).toMatchObject({ status: "in_transit" });
  });

  it.each([
    ["SUCCESS", { status: "paid", fee: 247n }],
    ["PENDING", { status: "in_transit" }],
    ["ONHOLD", { status: "in_transit" }],
    ["FAILED", { status: "failed", reason: "paypal_failed: RECEIVER_ACCOUNT_INVALID" }],
    ["BLOCKED", { status: "failed", reason: "paypal_blocked: RISK_DECLINE" }],
    ["DENIED", { status: "failed", reason: "paypal_failed: RECEIVER_ACCOUNT_INVALID" }],
  ] as const)("%s", async (outcome, view) => {
    const { attempt, item } = await sent(outcome);
    expect(await rail.status(attempt)).toMatchObject({ ...view, details: { item } });
  });

  it.each(["REFUNDED", "REVERSED"] as const)(
    "%s after SUCCESS is a failure that comes late, and a success first where nobody has seen it",
    async (status) => {
      const { attempt, item } = await sent("SUCCESS");
      await standin.control.moveItem({ id: item, status });
      expect(await rail.status(attempt)).toMatchObject({ status: "paid", fee: 247n });
      expect(await rail.status({ ...attempt, wasPaid: true })).toMatchObject({
        status: "failed",
        reason: `paypal_${status.toLowerCase()}`,
      });
    },
  );

  it("UNCLAIMED has 30 days; then it is returned", async () => {
    const { attempt } = await sent("UNCLAIMED");
    const view = await rail.status(attempt);
    if (view.status !== "unclaimed") throw new Error(view.status);
    const { now: there } = await standin.control.advanceClock({ ms: 0 });
    expect(Math.abs(view.until.getTime() - there - 30 * DAY_MS)).toBeLessThan(300_000);
    await standin.control.advanceClock({ ms: 30 * DAY_MS });
    expect(await rail.status(attempt)).toMatchObject({ status: "failed", reason: "paypal_returned" });
  });

  it("UNCLAIMED can be canceled once, and nothing else can", async () => {
    const unclaimed = await sent("UNCLAIMED");
    expect(await rail.cancel?.(unclaimed.attempt)).toBe("canceled");
    expect(await rail.cancel?.(unclaimed.attempt)).toBe("not_cancelable");
    expect(await rail.status(unclaimed.attempt)).toMatchObject({ status: "failed" });
    await standin.control.reset();
    expect(await rail.cancel?.((await sent("SUCCESS")).attempt)).toBe("not_cancelable");
  });

  it("an item with another amount is nothing that the rail believes", async () => {
    const { attempt } = await sent("SUCCESS");
    await expect(rail.status({ ...attempt, amount: 1n })).rejects.toThrow("another amount");
  });
});

describe("the receiver", () => {
  it.each([
    ["creator@example.com", "PayPal c…@e….com"],
    ["+1-408-555-0142", "PayPal +1…42"],
    ["G83JXTJ5EHCQ2", "PayPal …Q2"],
  ])("%s is taken, and shown as %s", (receiver, label) => {
    expect(fieldFaults(paypal, { receiver })).toEqual([]);
    expect(paypal.labelOf({ accountId: undefined, fields: { receiver } })).toBe(label);
  });

  it.each([
    "",
    "creator",
    "a@b",
    "a b@example.com",
    "408-555-0142",
    "g83jxtj5ehcq2",
    `${"x".repeat(120)}@example.com`,
  ])("%j is not taken", (receiver) => {
    expect(fieldFaults(paypal, { receiver })).toMatchObject([{ field: "receiver" }]);
  });
});
