import { encodeEvent } from "@metercast/contracts";
import { connectBroker } from "@metercast/outbox";
import { createLogger } from "@metercast/runtime";
import { eventHeaders, poll } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  approve,
  ask,
  booksBalance,
  creator,
  eventsOf,
  OPENING,
  platform,
  reaches,
  read,
  resolving,
  type Stage,
  startStage,
} from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ STRIPE_OPENING_BALANCE_CENTS: String(OPENING) });
});
afterAll(() => stage?.stop());

const lift = () => stage.api.setFreeze({ frozen: false, actorId: "admin-1", reason: "seen" });
const freeze = async () => (await stage.api.getFreeze({})).freeze;
const checkOf = async (name: string) =>
  (await stage.api.getIntegrity({ runNow: true })).checks.find((check) => check.name === name);

it("Stripe's records and the books agree after a payout", async () => {
  await creator(stage, "one");
  const id = await ask(stage, "one");
  await approve(stage, id);
  await reaches(stage, id, "COMPLETED");
  await booksBalance(stage);
  expect(await checkOf("stripe_agrees")).toMatchObject({ ok: true, compared: 2n });
  expect((await freeze())?.frozen).toBe(false);
});

it("Stripe's fees, and money that the platform pays in or takes out, are booked from Stripe's own entries, each once", async () => {
  const names = ["stripe_fees", "platform_funding"];
  const [fees = 0n, funding = 0n] = await Promise.all(names.map((name) => platform(stage, name)));
  await stage.stripe.control.changeSettings({ payoutFee: 25 });
  for (const creatorId of ["fee-1", "fee-2"]) {
    await creator(stage, creatorId);
    const id = await ask(stage, creatorId);
    await approve(stage, id);
    await reaches(stage, id, "COMPLETED");
  }
  await stage.stripe.control.changeSettings({ payoutFee: 0 });
  await stage.stripe.control.addPlatformMoney({ amount: 5_000 });
  await stage.stripe.control.addPlatformMoney({ amount: -2_000 });
  // To the cent; and a second look at the same entries books nothing more.
  for (let look = 0; look < 2; look++) {
    await booksBalance(stage);
    expect(await platform(stage, "stripe_fees")).toBe(fees - 50n);
    expect(await platform(stage, "platform_funding")).toBe(funding + 3_000n);
  }
  expect(await checkOf("stripe_agrees")).toMatchObject({ ok: true, compared: 4n });
  expect((await freeze())?.frozen).toBe(false);
});

it("what two people have left with its creator is not at Stripe for the books, nor is its account compared", async () => {
  const account = await creator(stage, "left");
  await stage.stripe.control.planPayout({ outcome: "fail", account });
  await stage.stripe.control.failReversals({ account, times: 1_000 });
  const id = await ask(stage, "left");
  await approve(stage, id);
  await poll(async () => expect((await read(stage, id)).attention).toBe("reversal_failed"));
  const { act } = await stage.api.decideWithdrawal(resolving(id, "with_creator"));
  const confirm = { actId: act?.id ?? "", action: "confirm", note: "", actorId: "admin-2" };
  await poll(async () => expect((await stage.api.decideAct(confirm)).act?.state).toBe("executed"));
  await poll(async () => expect(await platform(stage, "payouts_in_transit")).toBe(0n));
  // Long ago, so that nothing is excused by being young.
  await stage.query("UPDATE withdrawals.payout_attempt SET updated_at = now() - interval '1 hour'");
  expect(await checkOf("stripe_agrees")).toMatchObject({ ok: true });
  await stage.stripe.control.clearReversalFailures();
});

it("a result that never reached the books is found: what is on its way there and here must be the same", async () => {
  expect(await checkOf("in_transit_agrees")).toMatchObject({ ok: true });
  const quiet = "updated_at = now() - interval '1 hour'";
  await stage.query(
    `UPDATE withdrawals.withdrawal SET status = 'APPROVED', ${quiet} WHERE creator_id = 'one'`,
  );
  await stage.query(`UPDATE withdrawals.withdrawal SET ${quiet}`);
  expect(await checkOf("in_transit_agrees")).toMatchObject({ ok: false, wrong: 1n });
  await stage.query("UPDATE withdrawals.withdrawal SET status = 'COMPLETED' WHERE creator_id = 'one'");
  expect(await checkOf("in_transit_agrees")).toMatchObject({ ok: true });
  await lift();
});

const see = async () => (await freeze())?.fingerprint ?? "";
const liftSeen = (seen: string) =>
  stage.api.setFreeze({ frozen: false, actorId: "admin-1", reason: "seen", seen });
/** The wallet's checks, then our own, which look at the wallet's. */
async function runChecks() {
  await stage.wallet.getIntegrity({ runNow: true });
  await stage.api.getIntegrity({ runNow: true });
}

it("lifting acknowledges what the checks show, to the figure: it stays lifted, and every other break freezes again", async () => {
  await stage.world.restart("withdrawals", { STRIPE_OPENING_BALANCE_CENTS: String(OPENING + 90_000_000n) });
  expect(await checkOf("stripe_agrees")).toMatchObject({ ok: false, wrong: 1n });
  expect(await freeze()).toMatchObject({
    frozen: true,
    by: "integrity",
    findings: [{ source: "withdrawals", check: "stripe_agrees", acknowledgedBy: "" }],
  });
  await liftSeen(await see());
  await runChecks();
  expect(await freeze()).toMatchObject({ frozen: false, findings: [{ acknowledgedBy: "admin-1" }] });

  const someone = "WHERE owner = 'one' AND asset = 'USD'";
  const breaks = [
    // Another check, amount, row and table: each after the admin acknowledged the one before.
    `wallet.account SET posted = posted + 700 ${someone}`,
    `wallet.account SET posted = posted + 1 ${someone}`,
    "wallet.transfer SET credit_balance_after = credit_balance_after + 5 WHERE id = (SELECT min(id::text)::uuid FROM wallet.transfer WHERE credit_account IS NOT NULL)",
    "wallet.platform_account SET folded = folded - 3 WHERE name = 'stripe_fees'",
    "withdrawals.withdrawal SET hold = 'held', updated_at = now() - interval '1 hour' WHERE creator_id = 'one'",
    "withdrawals.withdrawal_change SET to_status = 'PENDING' WHERE to_status = 'COMPLETED'",
  ];
  for (const broken of breaks) {
    await stage.query(`UPDATE ${broken}`);
    const seen = await see();
    await runChecks();
    expect(await freeze(), broken).toMatchObject({ frozen: true, by: "integrity" });
    // Nobody acknowledges what they did not see.
    await expect(liftSeen(seen)).rejects.toMatchObject({ code: "freeze_changed" });
    await liftSeen(await see());
    await runChecks();
    expect((await freeze())?.frozen, `${broken}, acknowledged`).toBe(false);
  }

  // A smaller difference was not acknowledged either; one that was gone freezes again when it is back.
  const rollup = (cents: number) =>
    stage.query(
      "UPDATE wallet.platform_account SET folded = folded + $1::integer WHERE name = 'stripe_fees'",
      [cents],
    );
  for (const cents of [3, -3]) {
    await rollup(cents);
    await runChecks();
    expect((await freeze())?.frozen, `${cents}`).toBe(true);
    await lift();
  }
  await stage.query(`UPDATE wallet.account SET posted = posted - 701 ${someone}`);
  await stage.query(
    "UPDATE wallet.transfer SET credit_balance_after = credit_balance_after - 5 WHERE id = (SELECT min(id::text)::uuid FROM wallet.transfer WHERE credit_account IS NOT NULL)",
  );
  await rollup(3);
  await stage.query("UPDATE withdrawals.withdrawal SET hold = 'posted' WHERE creator_id = 'one'");
  await stage.query(
    "UPDATE withdrawals.withdrawal_change c SET to_status = 'COMPLETED' WHERE id = (SELECT max(id) FROM withdrawals.withdrawal_change d WHERE d.withdrawal = c.withdrawal) AND EXISTS (SELECT FROM withdrawals.withdrawal w WHERE w.id = c.withdrawal AND w.status = 'COMPLETED')",
  );
  await stage.world.restart("withdrawals");
  await runChecks();
  await lift();
  expect(await freeze()).toMatchObject({ frozen: false, findings: [] });
});

it("no payout starts while no run of the checks counts; the next run lets it go on", async () => {
  const id = await ask(stage, "one");
  await stage.query("UPDATE withdrawals.payout_freeze SET checked_until = now()");
  await approve(stage, id);
  await poll(async () => expect((await read(stage, id)).attention).toBe("frozen"));
  expect((await freeze())?.frozen).toBe(false);
  await runChecks();
  await reaches(stage, id, "COMPLETED");
});

it("a hold that is not what the wallet says is found", async () => {
  const withdrawalId = await ask(stage, "one");
  await stage.query(
    "UPDATE withdrawals.withdrawal SET updated_at = now() - interval '1 hour', amount = amount + 1 WHERE status = 'PENDING'",
  );
  expect(await checkOf("holds_agree")).toMatchObject({ ok: false, wrong: 1n });
  await stage.query("UPDATE withdrawals.withdrawal SET amount = amount - 1 WHERE status = 'PENDING'");
  expect(await checkOf("holds_agree")).toMatchObject({ ok: true });
  await stage.api.cancelWithdrawal({ withdrawalId, creatorId: "one" });
  await lift();
});

it("the wallet's alarm freezes, and nothing that only looks like one", async () => {
  const broker = await connectBroker(stage.world.nats.url, "test", createLogger("test", "error"));
  const type = "wallet.integrity.failed.v1";
  const message = { checks: ["trial_balance"], checkedAt: new Date(), findings: [] };
  // One that names no check freezes nothing.
  for (const checks of [[], message.checks])
    await broker.jetstream.publish(type, encodeEvent(type, { ...message, checks }).payload, {
      headers: eventHeaders(type),
    });
  await poll(async () =>
    expect(await freeze()).toMatchObject({
      frozen: true,
      by: "integrity",
      reason: expect.stringContaining("trial_balance"),
    }),
  );
  await broker.close();
  await lift();
});

it("each time payouts were frozen or allowed again was announced once: no freeze follows a freeze", async () => {
  const announced = await eventsOf(stage, "withdrawals.freeze.changed.v1");
  expect(announced.length).toBeGreaterThan(10);
  for (const [n, { frozen = false, by, reason }] of announced.entries())
    expect([frozen, by, reason === ""]).toEqual([n % 2 === 0, n % 2 === 0 ? "integrity" : "admin-1", false]);
});

it("without a key the service runs: Stripe is not available, and what is to be paid by it waits with attention", async () => {
  await stage.world.restart("withdrawals", { STRIPE_SECRET_KEY: "" });
  const wish = { creatorId: "two", creatorEmail: "", rail: "stripe", returnUrl: "http://localhost/back" };
  await expect(stage.api.startOnboarding(wish)).rejects.toMatchObject({ code: "payouts_not_available" });
  const id = await ask(stage, "one");
  await approve(stage, id);
  await poll(async () => expect((await read(stage, id)).attention).toBe("payout_method_unavailable"));
  await stage.world.restart("withdrawals");
  await stage.query("UPDATE withdrawals.withdrawal SET next_at = now() WHERE needs_review <> ''");
  await reaches(stage, id, "COMPLETED");
});
