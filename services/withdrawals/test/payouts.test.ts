import { poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { approved, back, callsTo, PATIENT, stage, stripe } from "./payouts-world.ts";
import {
  approve,
  ask,
  balance,
  booksBalance,
  creator,
  eventsOf,
  moneyOut,
  payoutOf,
  reaches,
  read,
  reviewsOf,
  statusOf,
} from "./stage.ts";

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
  expect(done.attempts).toMatchObject([{ state: "paid", reference: expect.stringMatching(/^po_/) }]);
  expect(done.estimatedArrival).toBeInstanceOf(Date);
  expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  expect(await eventsOf(stage, "withdrawals.payout.sent.v1", "happy")).toEqual([
    {
      withdrawalId: id,
      attemptId: done.attempts[0]?.id,
      creatorId: "happy",
      amount: "10000",
      method: "stripe",
      estimatedArrival: expect.any(String),
      occurredAt: expect.any(String),
    },
  ]);
  const { accounts } = await stage.stripe.control.state();
  expect(accounts[account]?.settings.payouts.schedule.interval).toBe("manual");
  await booksBalance(stage);
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
    await poll(async () =>
      expect(await read(stage, id)).toMatchObject({
        attention: "reversal_failed",
        status: 2,
        attempts: [{ state: "reversing" }],
      }),
    );
    expect(await balance(stage, "stuck")).toEqual([90_000n, 0n]);
    await stage.stripe.control.clearReversalFailures();
    await reaches(stage, id, "FAILED");
    await back("stuck");
  });

  it("a transfer that somebody has reversed at Stripe by hand is not reversed again: its webhook gives the creator the money, once", async () => {
    // Nothing else would try again in the time that this test waits.
    await stage.world.restart("withdrawals", { STRIPE_RETRY_SECONDS: "3600" });
    const account = await creator(stage, "by-hand");
    await stage.stripe.control.planPayout({ outcome: "fail" });
    await stage.stripe.control.failReversals({ account, times: 1_000 });
    const id = await approved("by-hand");
    await poll(async () => expect((await read(stage, id)).attention).toBe("reversal_failed"));
    await stage.stripe.control.clearReversalFailures();
    const { transfers } = await stage.stripe.control.state();
    const transfer = Object.values(transfers).find(({ transfer_group }) => transfer_group === id);
    await stripe().transfers.createReversal(transfer?.id ?? "");
    await reaches(stage, id, "FAILED");
    await back("by-hand");
    const reversals = Object.values((await stage.stripe.control.state()).reversals);
    expect(reversals.filter((one) => one.transfer === transfer?.id)).toHaveLength(1);
    await stage.world.restart("withdrawals");
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

  it("refused by Stripe after the transfer, because the account may no longer be paid out: the transfer is reversed, then the creator has the money", async () => {
    const account = await creator(stage, "closed");
    const match = { method: "POST", path: "/v1/payouts" } as const;
    await stage.stripe.control.addFault({ match, effect: "503_before", times: 1_000 });
    const id = await approved("closed");
    await poll(async () => {
      expect((await read(stage, id)).attention).toBe("outcome_unknown");
      expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 0 });
    });
    await stage.stripe.control.changeAccount({ id: account, payouts_enabled: false });
    await stage.stripe.control.clearFaults();
    await reaches(stage, id, "FAILED");
    await back("closed");
    expect(await read(stage, id)).toMatchObject({ attempts: [{ state: "reversed" }] });
    expect(await moneyOut(stage, id)).toEqual({ transfers: 0, payouts: 0 });
  });

  it("refused by Stripe before anything moved: the creator has the money again", async () => {
    const account = await creator(stage, "refused");
    await stage.stripe.control.changeAccount({ id: account, transfers: "inactive" });
    await poll(async () => {
      const { payoutMethods } = await stage.api.listPayoutMethods({ creatorId: "refused" });
      expect(payoutMethods[0]?.state).toBe("restricted");
    });
    const id = await approved("refused");
    await poll(async () => expect((await read(stage, id)).attention).toBe("payout_method_restricted"));
    // The sweep reads the account's state again and again, until the payer has used the row once.
    await poll(async () => {
      await stage.query("UPDATE withdrawals.payout_method SET state = 'ready' WHERE creator_id = 'refused'");
      await stage.query(
        "UPDATE withdrawals.withdrawal SET next_at = now() WHERE creator_id = 'refused' AND needs_review = 'payout_method_restricted'",
      );
      expect(await statusOf(stage, id)).toBe("FAILED");
    });
    await back("refused");
    expect((await read(stage, id)).attempts).toMatchObject([{ state: "failed" }]);
  });
});

it("a platform balance that is too small is nobody's fault: APPROVED, shown and announced once, tried again until it is paid", async () => {
  await creator(stage, "waits");
  const { available } = await stage.stripe.control.addPlatformMoney({ amount: 0 });
  await stage.stripe.control.setPlatformBalance({ amount: 100 });
  const id = await approved("waits");
  // In one look: a moment later it may be tried again.
  await poll(async () =>
    expect(await read(stage, id)).toMatchObject({
      attention: "platform_balance_too_small",
      status: 2,
      attempts: [{ state: "created" }],
    }),
  );
  // Refused a second time.
  await poll(async () =>
    expect(
      (
        await stage.query(
          "SELECT FROM withdrawals.attempt_change c JOIN withdrawals.payout_attempt a ON a.id = c.attempt WHERE a.creator_id = 'waits' AND to_state = 'created'",
        )
      ).length,
    ).toBeGreaterThan(2),
  );
  await stage.stripe.control.setPlatformBalance({ amount: available });
  await reaches(stage, id, "COMPLETED");
  expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  expect(await reviewsOf(stage, "waits")).toEqual(["platform_balance_too_small"]);
});

it("no transaction is open while Stripe is asked", async () => {
  await creator(stage, "slow");
  await stage.world.restart("withdrawals", PATIENT);
  const match = { method: "POST", path: "/v1/transfers" } as const;
  await stage.stripe.control.clearCalls();
  await stage.stripe.control.addFault({ match, effect: "delay", delay_ms: 18_000 });
  const id = await approved("slow");
  await poll(async () => expect(await callsTo("/v1/transfers")).toHaveLength(1));
  // Other turns have short ones of their own; one that waits for Stripe would be open at every look.
  await poll(async () =>
    expect(
      await stage.query(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND usename = 'metercast_withdrawals' AND xact_start IS NOT NULL`,
      ),
    ).toEqual([]),
  );
  expect((await moneyOut(stage, id)).transfers).toBe(0);
  await stage.stripe.control.endDelays();
  await reaches(stage, id, "COMPLETED");
  await stage.world.restart("withdrawals");
});
