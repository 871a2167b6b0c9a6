import { type StripeStandin, startStripe } from "@metercast/local-servers";
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { FaultEffect } from "./control-types.ts";
import { creatorAccount, failureOf, sdk } from "./testing.ts";

const DAY_MS = 86_400_000;
let standin: StripeStandin;
let stripe: Stripe;
/** For calls that get no answer; all others have the SDK's time. */
let impatient: Stripe;
let account: string;

beforeAll(async () => {
  standin = await startStripe();
  stripe = sdk(standin);
  impatient = sdk(standin, { timeout: 1_000 });
});
afterAll(() => standin.stop());
beforeEach(async () => {
  await standin.control.reset();
  account = await creatorAccount(standin, stripe);
});

const send = (idempotencyKey: string, amount = 100, client = stripe) =>
  client.transfers.create({ amount, currency: "usd", destination: account }, { idempotencyKey });
const clientFor = (effect: FaultEffect) => (effect.startsWith("timeout") ? impatient : stripe);
const count = async () => (await stripe.transfers.list()).data.length;
const fault = (effect: FaultEffect, more: { times?: number; delay_ms?: number; nth?: number } = {}) => {
  const { nth, ...rest } = more;
  const match = { method: "POST", path: "/v1/transfers", ...(nth === undefined ? {} : { nth }) } as const;
  return standin.control.addFault({ match, effect, ...rest });
};
/**
 * A call that goes wrong so. Its caller may have given up before the stand-in has come to it: what follows
 * waits for that.
 */
async function failed(effect: FaultEffect) {
  await fault(effect);
  const error = await failureOf(send(effect, 100, clientFor(effect)));
  await expect
    .poll(async () => (await standin.control.calls()).some((call) => call.fault === effect))
    .toBe(true);
  return error;
}

test("the same key and parameters answer the stored result", async () => {
  const first = await send("k1");
  const second = await send("k1");
  expect(second.id).toBe(first.id);
  expect(second.lastResponse.headers).toMatchObject({
    "idempotent-replayed": "true",
    "original-request": first.lastResponse.requestId,
  });
  expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect(await count()).toBe(1);
  const calls = (await standin.control.calls()).filter(
    ({ method, path }) => `${method} ${path}` === "POST /v1/transfers",
  );
  expect(calls.map(({ idempotency_key, replayed, status }) => [idempotency_key, replayed, status])).toEqual([
    ["k1", false, 200],
    ["k1", true, 200],
  ]);
  expect(calls[0]?.params).toMatchObject({ amount: "100", destination: account });
});

test("the same key with other parameters is an error", async () => {
  await send("k1", 100);
  const error = await failureOf(send("k1", 101));
  expect([error.type, error.statusCode]).toEqual(["StripeIdempotencyError", 400]);
  expect(await count()).toBe(1);
});

test("keys are forgotten after 24 hours of its clock: the same call then pays twice", async () => {
  const first = await send("k1");
  await standin.control.advanceClock({ ms: DAY_MS - 60_000 });
  expect((await send("k1")).id).toBe(first.id);
  await standin.control.advanceClock({ ms: 60_000 });
  expect((await send("k1")).id).not.toBe(first.id);
  expect(await count()).toBe(2);
});

test("a refusal that came while executing is kept, a wrong parameter is not", async () => {
  await standin.control.setPlatformBalance({ amount: 50 });
  expect((await failureOf(send("k1"))).code).toBe("balance_insufficient");
  await standin.control.setPlatformBalance({ amount: 5_000 });
  expect((await failureOf(send("k1"))).code).toBe("balance_insufficient");
  expect((await send("k2")).amount).toBe(100);
  const wrong = { amount: 100, currency: "eur", destination: account };
  expect((await failureOf(stripe.transfers.create(wrong, { idempotencyKey: "k3" }))).param).toBe("currency");
  expect((await send("k3")).amount).toBe(100);
});

test("a key that is in use answers 409, and the first call is done once", async () => {
  await fault("delay", { delay_ms: 600_000 });
  const slow = send("k1");
  await expect.poll(async () => (await standin.control.calls()).at(-1)?.fault).toBe("delay");
  expect(await failureOf(send("k1"))).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
  const refusals = async () => (await standin.control.calls()).filter(({ status }) => status === 409).length;
  const patient = send("k1", 100, sdk(standin, { maxNetworkRetries: 20 }));
  await expect.poll(refusals).toBeGreaterThanOrEqual(2);
  await standin.control.endDelays();
  expect((await patient).id).toBe((await slow).id);
  expect(await count()).toBe(1);
});

test("a saved 500 comes again for its key and nothing has happened", async () => {
  await fault("saved_500");
  for (let attempt = 0; attempt < 2; attempt++) {
    const error = await failureOf(send("k1", 100, sdk(standin, { maxNetworkRetries: 2 })));
    expect([error.type, error.statusCode]).toEqual(["StripeAPIError", 500]);
    expect(error.headers?.["stripe-should-retry"]).toBe("false");
  }
  expect(await count()).toBe(0);
  expect((await send("k2")).amount).toBe(100);
});

test("a 500 after execution comes again for its key although the transfer exists", async () => {
  await fault("500_after_execution");
  expect((await failureOf(send("k1"))).statusCode).toBe(500);
  expect((await failureOf(send("k1"))).statusCode).toBe(500);
  expect(await count()).toBe(1);
});

test("when the answer is lost, the same key finds the result", async () => {
  const lost: FaultEffect[] = ["timeout_after_execution", "502_after_execution"];
  for (const effect of lost) {
    const error = await failed(effect);
    expect(["StripeConnectionError", "StripeAPIError"]).toContain(error.type);
    expect((await send(effect)).lastResponse.headers["idempotent-replayed"]).toBe("true");
  }
  expect(await count()).toBe(lost.length);
});

test("a broken connection: the SDK itself comes once more with the same key", async () => {
  await fault("connection_reset_after");
  expect((await send("k1")).lastResponse.headers["idempotent-replayed"]).toBe("true");
  await fault("connection_reset_after", { times: 2 });
  expect((await failureOf(send("k2"))).type).toBe("StripeConnectionError");
  await fault("connection_reset_before");
  expect((await send("k3")).lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect(await count()).toBe(3);
});

test("what fails before execution leaves nothing, not even the key", async () => {
  const expected: [FaultEffect, string][] = [
    ["timeout_before", "StripeConnectionError"],
    ["503_before", "StripeAPIError"],
    ["429", "StripeRateLimitError"],
    ["403_before", "StripePermissionError"],
    ["account_invalid_before", "StripePermissionError"],
  ];
  for (const [effect, type] of expected) {
    expect((await failed(effect)).type).toBe(type);
  }
  expect(await count()).toBe(0);
  for (const [effect] of expected) {
    expect((await send(effect)).lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  }
});

test("a fault can wait for the nth call, and unused ones are reported", async () => {
  await fault("saved_500", { nth: 2 });
  await fault("429", { nth: 5 });
  await send("k1");
  expect((await failureOf(send("k2"))).statusCode).toBe(500);
  await send("k3");
  expect((await standin.control.clearFaults()).unused.map(({ effect }) => effect)).toEqual(["429"]);
});

test("the control API refuses what it does not know", async () => {
  await expect(standin.control.addFault({ effect: "nonsense" as FaultEffect })).rejects.toThrow("422");
  await expect(standin.control.paySession({ id: "cs_x" })).rejects.toThrow("No such checkout.session");
  const unknown = await fetch(`${standin.url}/_control/constructor`, { method: "POST" });
  expect(unknown.status).toBe(409);
});
