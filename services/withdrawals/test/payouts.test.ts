import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  approve,
  ask,
  balance,
  booksBalance,
  creator,
  eventually,
  moneyOut,
  payoutOf,
  platform,
  reaches,
  read,
  SECRET,
  type Stage,
  startStage,
  statusOf,
} from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

it("pays: asked, approved, transferred, paid out, told by the webhook, settled in the books", async () => {
  const account = await creator(stage, "happy");
  const id = await ask(stage, "happy");
  expect(await balance(stage, "happy")).toEqual([100_000n, 10_000n]);
  const { withdrawal } = await approve(stage, id);
  expect(await balance(stage, "happy")).toEqual([90_000n, 0n]);
  expect(withdrawal).toMatchObject({ status: 2, approvalsNeeded: 0 });
  await reaches(stage, id, "COMPLETED");
  const done = await read(stage, id);
  expect(done.history.map(({ actorId, fromStatus, toStatus }) => [actorId, fromStatus, toStatus])).toEqual([
    ["happy", "", "PENDING"],
    ["admin-1", "PENDING", "APPROVED"],
    ["system", "APPROVED", "COMPLETED"],
  ]);
  expect(done).toMatchObject({ method: "stripe", attention: "", creatorName: "Name of happy" });
  expect(done.attempts).toMatchObject([
    { number: 1, state: "paid", reference: expect.stringMatching(/^po_/) },
  ]);
  expect(done.estimatedArrival).toBeInstanceOf(Date);
  expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  const { accounts } = await stage.stripe.control.state();
  expect(accounts[account]?.settings.payouts.schedule.interval).toBe("manual");
  await eventually(async () => expect(await platform(stage, "external_stripe")).toBe(10_000n));
  await booksBalance(stage);
});

const approved = async (creatorId: string, amount = 10_000n) => {
  const id = await ask(stage, creatorId, amount);
  await approve(stage, id);
  return id;
};
const back = (creatorId: string, cents = 100_000n) =>
  eventually(async () => expect(await balance(stage, creatorId)).toEqual([cents, 0n]));
const callsTo = async (path: string) =>
  (await stage.stripe.control.calls()).filter((call) => call.method === "POST" && call.path === path);

describe("what is not known", () => {
  const effects = [
    "timeout_before",
    "timeout_after_execution",
    "saved_500",
    "500_after_execution",
    "502_after_execution",
    "503_before",
    "connection_reset_after",
    "429",
  ] as const;

  it.each(effects)("transfer, %s: paid exactly once", async (effect) => {
    const who = `transfer-${effect}`;
    await creator(stage, who);
    await stage.stripe.control.addFault({ match: { method: "POST", path: "/v1/transfers" }, effect });
    const id = await approved(who);
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
    const keys = (await callsTo("/v1/transfers")).map(({ idempotency_key }) => idempotency_key);
    expect(keys).not.toContain(null);
  });

  it.each(effects)("payout, %s: paid exactly once", async (effect) => {
    const who = `payout-${effect}`;
    await creator(stage, who);
    await stage.stripe.control.addFault({ match: { method: "POST", path: "/v1/payouts" }, effect });
    const id = await approved(who);
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  });

  it("is shown to the admin, and repeated under the same key", async () => {
    await creator(stage, "shown");
    await stage.stripe.control.clearCalls();
    await stage.stripe.control.addFault({
      match: { path: "/v1/transfers" },
      effect: "503_before",
      times: 1_000,
    });
    const id = await approved("shown");
    await eventually(async () => {
      expect(await read(stage, id)).toMatchObject({
        attention: "outcome_unknown",
        attempts: [{ state: "unknown" }],
      });
      expect((await stage.api.getStats({})).attemptsUnknown).toBe(1n);
      expect((await callsTo("/v1/transfers")).length).toBeGreaterThanOrEqual(4);
    });
    await stage.stripe.control.clearFaults();
    await reaches(stage, id, "COMPLETED");
    const calls = await callsTo("/v1/transfers");
    expect(calls.length).toBeGreaterThanOrEqual(5);
    expect(new Set(calls.map(({ idempotency_key }) => idempotency_key)).size).toBe(1);
    expect((await read(stage, id)).attention).toBe("");
  });

  it("a day later, when its key is forgotten, is looked up before anything is asked anew", async () => {
    await creator(stage, "late");
    const fault = { match: { method: "POST" as const, path: "/v1/transfers" } };
    await stage.stripe.control.addFault({ ...fault, effect: "timeout_after_execution" });
    // Keeps asking in vain until the test has turned the clocks.
    await stage.stripe.control.addFault({ ...fault, effect: "503_before", times: 1_000 });
    const id = await approved("late");
    await eventually(async () => expect((await read(stage, id)).attention).toBe("outcome_unknown"));
    await stage.stripe.control.advanceClock({ ms: 25 * 3_600_000 });
    // With the version, so that a turn that is under way can't write back the time that it has read.
    await stage.query(
      "UPDATE withdrawals.payout_attempt SET key_used_at = now() - interval '25 hours', version = version + 1 WHERE creator_id = 'late'",
    );
    await stage.stripe.control.clearFaults();
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  });
});

describe("a payout that does not arrive", () => {
  it("failed: the transfer is reversed first, then the creator has the money again, with the reason", async () => {
    await creator(stage, "fails");
    await stage.stripe.control.planPayout({ outcome: "fail", failure_code: "no_account" });
    const id = await approved("fails");
    await reaches(stage, id, "FAILED");
    await back("fails");
    expect(await read(stage, id)).toMatchObject({
      reason: expect.stringContaining("no_account"),
      attempts: [{ state: "reversed" }],
    });
    expect(await moneyOut(stage, id)).toEqual({ transfers: 0, payouts: 0 });
  });

  it("paid, then failed: COMPLETED is not the end", async () => {
    await creator(stage, "returned");
    await stage.stripe.control.planPayout({ outcome: "hold" });
    const id = await approved("returned");
    const payout = await payoutOf(stage, id);
    await stage.stripe.control.settlePayout({ id: payout, status: "paid" });
    await reaches(stage, id, "COMPLETED");
    await stage.stripe.control.settlePayout({ id: payout, status: "failed" });
    await reaches(stage, id, "FAILED");
    await back("returned");
    expect((await read(stage, id)).attempts).toMatchObject([{ state: "returned" }]);
    expect(await moneyOut(stage, id)).toEqual({ transfers: 0, payouts: 0 });
  });

  it("a reversal that is refused keeps the withdrawal where it is and asks for attention, until it works", async () => {
    const account = await creator(stage, "stuck");
    await stage.stripe.control.planPayout({ outcome: "fail" });
    await stage.stripe.control.failReversals({ account, times: 1_000 });
    const id = await approved("stuck");
    await eventually(async () => expect((await read(stage, id)).attention).toBe("reversal_failed"));
    expect(await read(stage, id)).toMatchObject({ status: 2, attempts: [{ state: "reversing" }] });
    expect(await balance(stage, "stuck")).toEqual([90_000n, 0n]);
    await stage.stripe.control.clearReversalFailures();
    await reaches(stage, id, "FAILED");
    await back("stuck");
  });

  it("a reversal whose answer was lost is made once", async () => {
    await creator(stage, "lost-reversal");
    await stage.stripe.control.planPayout({ outcome: "fail" });
    for (const effect of ["timeout_after_execution", "saved_500"] as const) {
      await stage.stripe.control.addFault({ match: { method: "POST", path: "/v1/transfers/*" }, effect });
    }
    const id = await approved("lost-reversal");
    await reaches(stage, id, "FAILED");
    await back("lost-reversal");
    await stage.stripe.control.clearFaults();
  });

  it("refused by Stripe before anything moved: the creator has the money again", async () => {
    const account = await creator(stage, "refused");
    await stage.stripe.control.changeAccount({ id: account, transfers: "inactive" });
    await eventually(async () => {
      const { payoutMethods } = await stage.api.listPayoutMethods({ creatorId: "refused" });
      expect(payoutMethods[0]?.state).toBe("restricted");
    });
    const id = await approved("refused");
    await eventually(async () => expect((await read(stage, id)).attention).toBe("payout_method_missing"));
    // The sweep learns again and again what Stripe says of the account: until the payer has believed the row once.
    await eventually(async () => {
      await stage.query("UPDATE withdrawals.payout_method SET state = 'ready' WHERE creator_id = 'refused'");
      await stage.query(
        "UPDATE withdrawals.withdrawal SET next_at = now() WHERE creator_id = 'refused' AND attention = 'payout_method_missing'",
      );
      expect(await statusOf(stage, id)).toBe("FAILED");
    });
    await back("refused");
    expect((await read(stage, id)).attempts).toMatchObject([{ state: "failed" }]);
  });
});

it("a platform balance that is too small is nobody's fault: APPROVED, shown, tried again until it is paid", async () => {
  await creator(stage, "waits");
  const { available } = await stage.stripe.control.addPlatformMoney({ amount: 0 });
  await stage.stripe.control.setPlatformBalance({ amount: 100 });
  const id = await approved("waits");
  await eventually(async () => expect((await read(stage, id)).attention).toBe("platform_balance_too_small"));
  expect(await read(stage, id)).toMatchObject({ status: 2, attempts: [{ state: "created" }] });
  await stage.stripe.control.setPlatformBalance({ amount: available });
  await reaches(stage, id, "COMPLETED");
  expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
});

it("no transaction is open while Stripe is asked", async () => {
  await creator(stage, "slow");
  // A call that Stripe takes its time for, and a service that waits for it.
  await stage.world.restart("withdrawals", { STRIPE_TIMEOUT_SECONDS: "30", ATTEMPT_LEASE_SECONDS: "60" });
  const match = { method: "POST", path: "/v1/transfers" } as const;
  await stage.stripe.control.clearCalls();
  await stage.stripe.control.addFault({ match, effect: "delay", delay_ms: 4_000 });
  const id = await approved("slow");
  await eventually(async () => expect(await callsTo("/v1/transfers")).toHaveLength(1));
  // Other turns have short ones of their own; one that waits for Stripe would be open at every look.
  const until = Date.now() + 3_000;
  let quietLooks = 0;
  while (quietLooks === 0 && Date.now() < until) {
    const open = await stage.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND usename = 'metercast_withdrawals' AND xact_start IS NOT NULL`,
    );
    const underWay = (await moneyOut(stage, id)).transfers === 0;
    if (underWay && open.length === 0) quietLooks += 1;
  }
  expect(quietLooks).toBe(1);
  await reaches(stage, id, "COMPLETED");
  await stage.world.restart("withdrawals");
});

describe("webhooks", () => {
  it("many times and in any order: one result", async () => {
    await stage.stripe.control.setWebhookMode({ duplicate: 4, shuffle: true, seed: 7 });
    await creator(stage, "shuffled");
    const id = await approved("shuffled");
    await reaches(stage, id, "COMPLETED");
    await creator(stage, "shuffled-2");
    await stage.stripe.control.planPayout({ outcome: "paid_then_fail", fail_after_ms: 60 });
    const second = await approved("shuffled-2");
    await reaches(stage, second, "FAILED");
    await back("shuffled-2");
    expect(await statusOf(stage, id)).toBe("COMPLETED");
    await eventually(async () => expect((await stage.stripe.control.deliveries()).idle).toBe(true));
    const [row] = await stage.query<{ n: number }>(
      "SELECT count(*)::integer AS n FROM withdrawals.stripe_event WHERE outcome = 'given_up'",
    );
    expect(row?.n).toBe(0);
    await stage.stripe.control.setWebhookMode({});
  });

  it("all of them lost: the sweep finds what became of it, also after it was paid", async () => {
    await stage.stripe.control.setWebhookMode({ drop: true });
    await creator(stage, "silent");
    await stage.stripe.control.planPayout({ outcome: "hold" });
    const id = await approved("silent");
    const payout = await payoutOf(stage, id);
    await stage.stripe.control.settlePayout({ id: payout, status: "paid" });
    await reaches(stage, id, "COMPLETED");
    await stage.stripe.control.settlePayout({ id: payout, status: "failed" });
    await reaches(stage, id, "FAILED");
    await back("silent");
    await stage.stripe.control.setWebhookMode({});
  });

  it("forged, altered or too old: refused, nothing is stored", async () => {
    const body = Buffer.from(
      '{"id":"evt_forged","object":"event","type":"payout.paid","data":{"object":{"id":"po_1"}}}',
    );
    const signed = (secret: string, payload: Buffer, secondsAgo = 0) =>
      Stripe.webhooks.generateTestHeaderString({
        payload: payload.toString(),
        secret,
        timestamp: Math.floor(Date.now() / 1_000) - secondsAgo,
      });
    const wrong = [
      [body, ""],
      [body, "t=1,v1=00"],
      [body, signed("whsec_of_another", body)],
      [Buffer.concat([body, Buffer.from(" ")]), signed(SECRET, body)],
      [body, signed(SECRET, body, 301)],
    ] as const;
    for (const [payload, signature] of wrong) {
      await expect(stage.api.receiveWebhook({ payload, signature })).rejects.toMatchObject({
        code: "invalid_signature",
      });
    }
    const rows = await stage.query("SELECT 1 FROM withdrawals.stripe_event WHERE id = 'evt_forged'");
    expect(rows).toEqual([]);
    const good = { payload: body, signature: signed(SECRET, body) };
    expect(await stage.api.receiveWebhook(good)).toEqual({ stored: true });
    expect(await stage.api.receiveWebhook(good)).toEqual({ stored: false });
  });
});

it("after all of it the books balance, and are what Stripe's records say", () => booksBalance(stage));
