import { WithdrawalStatus } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { MetercastError } from "@metercast/runtime";
import { adjust, poll } from "@metercast/testkit";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setSchedule } from "./schedule-stage.ts";
import {
  approve,
  asking,
  balance,
  booksBalance,
  creator,
  eventsOf,
  methodEvents,
  moneyOut,
  platform,
  reaches,
  read,
  reviewsOf,
  type Stage,
  startStage,
} from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ PAYOUT_METHOD_LOCK_HOURS: "72" });
});
afterAll(async () => {
  await booksBalance(stage);
  await stage.stop();
});

const HOUR_MS = 3_600_000;
const code = (text: string) => expect.objectContaining({ code: text });
const methods = async (creatorId: string) => (await stage.api.listPayoutMethods({ creatorId })).payoutMethods;
const ask = async (creatorId: string, more: object = {}) => {
  const { withdrawal } = await stage.api.createWithdrawal({ ...asking(creatorId), ...more });
  return withdrawal?.id ?? "";
};
const bank = async (creatorId: string, isDefault = true) => {
  const wish = { creatorId, kind: "manual", details: "", fields: { details: "IBAN" }, isDefault };
  const { payoutMethod } = await stage.api.createPayoutMethod(wish);
  if (!payoutMethod) throw new Error("no method");
  return payoutMethod;
};
const hoursLeft = (until: Date | undefined) => (Number(until) - Date.now()) / HOUR_MS;
/** Time passes for a method: its lock is over. */
const unlock = async (creatorId: string) => {
  await stage.query("UPDATE withdrawals.payout_method SET locked_until = now() WHERE creator_id = $1", [
    creatorId,
  ]);
  await stage.query("UPDATE withdrawals.withdrawal SET next_at = now() WHERE creator_id = $1", [creatorId]);
};

describe("a changed destination", () => {
  it("the first method is free; one after it is locked for three days, also once the first is deleted", async () => {
    const first = await bank("mover");
    expect(first.lockedUntil).toBeUndefined();
    const second = await bank("mover");
    expect(hoursLeft(second.lockedUntil)).toBeCloseTo(72, 0);
    for (const { id } of await methods("mover"))
      await stage.api.deletePayoutMethod({ payoutMethodId: id, creatorId: "mover" });
    expect(hoursLeft((await bank("mover")).lockedUntil)).toBeCloseTo(72, 0);
    const announced = ["added", "added", "made_default", "removed", "removed", "added"];
    expect(await methodEvents(stage, "mover")).toEqual(announced);
    const [, added] = await eventsOf(stage, "withdrawals.payout_method.changed.v1", "mover");
    expect(added).toMatchObject({ method: "manual", lockedUntil: second.lockedUntil?.toISOString() });
  });

  it("a withdrawal to a locked method is accepted and approved, needs nobody, and is paid when the lock is over", async () => {
    await creator(stage, "patient");
    const { id: payoutMethodId, lockedUntil } = await bank("patient", false);
    const id = await ask("patient", { payoutMethodId });
    expect((await read(stage, id)).lockedUntil).toEqual(lockedUntil);
    await approve(stage, id);
    await poll(async () =>
      expect(await read(stage, id)).toMatchObject({ attention: "payout_method_locked", attempts: [] }),
    );
    const page = {
      creatorId: "patient",
      status: WithdrawalStatus.WITHDRAWAL_STATUS_UNSPECIFIED,
      limit: 0,
      cursor: "",
    };
    const { withdrawals } = await stage.api.listWithdrawals({ ...page, needsAttention: true });
    expect(withdrawals).toEqual([]);
    await unlock("patient");
    await poll(async () =>
      expect(await read(stage, id)).toMatchObject({ attention: "", attempts: [{ state: "sent" }] }),
    );
    await stage.api.decideWithdrawal({
      withdrawalId: id,
      action: "mark_paid",
      actorId: "admin-2",
      note: "",
      reference: "bank-1",
      outcome: "",
      payoutMethodId: "",
      internalNote: "",
    });
    await reaches(stage, id, "COMPLETED");
    // The lock needs nobody, and the payout by hand was never with a rail.
    expect(await reviewsOf(stage, "patient")).toEqual([]);
    expect(await eventsOf(stage, "withdrawals.payout.sent.v1", "patient")).toEqual([]);
  });

  it("another default one that is younger than the lock is locked too", async () => {
    const { id: first } = await bank("switcher");
    await bank("switcher");
    const wish = { payoutMethodId: first, creatorId: "switcher" };
    const { payoutMethod } = await stage.api.updatePayoutMethod(wish);
    expect(payoutMethod).toMatchObject({ isDefault: true });
    await stage.api.updatePayoutMethod(wish);
    expect(await methodEvents(stage, "switcher")).toEqual(["added", "added", "made_default", "made_default"]);
    expect(hoursLeft(payoutMethod?.lockedUntil)).toBeCloseTo(72, 0);
    await expect(stage.api.updatePayoutMethod({ ...wish, creatorId: "thief" })).rejects.toEqual(
      code("payout_method_not_found"),
    );
  });

  it("a schedule asks for nothing while its method is locked, and says so", async () => {
    await bank("routine");
    await bank("routine");
    await adjust(stage.wallet, "routine", "USD", 20_000n);
    await setSchedule(stage, "routine", { cadence: "threshold", minimum: 8_000n });
    await poll(async () => {
      const { schedule } = await stage.api.getSchedule({ creatorId: "routine" });
      expect(schedule?.waitsFor).toBe("method_locked");
    });
  });

  it("another bank account at Stripe locks its method, and the open withdrawal shows it", async () => {
    const account = await creator(stage, "rebanker");
    const id = await ask("rebanker");
    await stage.stripe.control.changeBank({ id: account });
    await poll(async () => expect(hoursLeft((await read(stage, id)).lockedUntil)).toBeCloseTo(72, 0));
    expect((await read(stage, id)).history.map(({ note }) => note).join()).toContain("has changed");
    await approve(stage, id);
    await poll(async () => expect((await read(stage, id)).attention).toBe("payout_method_locked"));
    expect(await moneyOut(stage, id)).toEqual({ transfers: 0, payouts: 0 });
    await unlock("rebanker");
    await reaches(stage, id, "COMPLETED");
    expect(await methodEvents(stage, "rebanker")).toEqual(["added", "ready", "destination_changed"]);
  });
});

describe("another bank account behind an approved withdrawal", () => {
  const makeDue = (creatorId: string) =>
    stage.query("UPDATE withdrawals.payout_attempt SET next_at = now() WHERE creator_id = $1", [creatorId]);
  const waits = { status: 2, attention: "destination_unapproved", approvalsNeeded: 1 };

  it("needs a new approval, also when its lock is over", async () => {
    const account = await creator(stage, "rebanked");
    await stage.query(
      "UPDATE withdrawals.payout_method SET locked_until = now() + interval '1 hour' WHERE creator_id = $1",
      ["rebanked"],
    );
    const id = await ask("rebanked");
    await approve(stage, id);
    await poll(async () => expect((await read(stage, id)).attention).toBe("payout_method_locked"));
    await stage.stripe.control.changeBank({ id: account });
    await poll(async () => expect(await read(stage, id)).toMatchObject({ ...waits, attempts: [] }));
    expect(hoursLeft((await read(stage, id)).lockedUntil)).toBeCloseTo(72, 0);
    await unlock("rebanked");
    await poll(async () => {
      const [row] = await stage.query<{ seen: boolean }>(
        "SELECT next_at > now() AS seen FROM withdrawals.withdrawal WHERE creator_id = $1",
        ["rebanked"],
      );
      expect(row?.seen).toBe(true);
    });
    expect(await read(stage, id)).toMatchObject({ ...waits, attempts: [] });
    await approve(stage, id, "admin-2");
    await reaches(stage, id, "COMPLETED");
    expect(await reviewsOf(stage, "rebanked")).toEqual(["destination_unapproved"]);
  });

  it("stops an attempt that has moved nothing until it is approved again and the lock is over", async () => {
    const account = await creator(stage, "halfway");
    const { available } = await stage.stripe.control.addPlatformMoney({ amount: 0 });
    await stage.stripe.control.setPlatformBalance({ amount: 100 });
    const id = await ask("halfway");
    await approve(stage, id);
    await poll(async () => expect((await read(stage, id)).attention).toBe("platform_balance_too_small"));
    await stage.stripe.control.changeBank({ id: account });
    await poll(async () =>
      expect(await read(stage, id)).toMatchObject({ ...waits, attempts: [{ state: "created" }] }),
    );
    await stage.stripe.control.setPlatformBalance({ amount: available });
    await approve(stage, id);
    await poll(async () => {
      await makeDue("halfway");
      const attempts = [{ state: "created" }];
      expect(await read(stage, id)).toMatchObject({ attention: "payout_method_locked", attempts });
    });
    expect(await moneyOut(stage, id)).toEqual({ transfers: 0, payouts: 0 });
    await unlock("halfway");
    await poll(async () => {
      await makeDue("halfway");
      expect((await read(stage, id)).attempts[0]?.state).not.toBe("created");
    });
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  });

  it("that is not known yet is kept by the sweep; an onboarding that ends after the lock is locked", async () => {
    await creator(stage, "old-hand");
    await stage.query("UPDATE withdrawals.payout_method SET target = '' WHERE creator_id = 'old-hand'");
    const target = async () =>
      (
        await stage.query<{ target: string }>(
          "SELECT target FROM withdrawals.payout_method WHERE creator_id = 'old-hand'",
        )
      )[0]?.target;
    await poll(async () => expect(await target()).not.toBe(""));
    expect((await methods("old-hand"))[0]?.lockedUntil).toBeUndefined();

    await bank("dawdler");
    const wish = { creatorId: "dawdler", creatorEmail: "", rail: "stripe", returnUrl: "http://localhost/" };
    await poll(
      () => stage.api.startOnboarding(wish),
      () => true,
    );
    await stage.query(
      `UPDATE withdrawals.payout_method SET created_at = now() - interval '80 hours', locked_until = NULL
       WHERE creator_id = 'dawdler' AND kind = 'stripe'`,
    );
    const { accounts } = await stage.stripe.control.state();
    const id = Object.values(accounts).find(({ metadata }) => metadata.creator_id === "dawdler")?.id ?? "";
    await stage.stripe.control.completeOnboarding({ id });
    const ready = async () => (await methods("dawdler")).find(({ kind }) => kind === "stripe");
    await poll(async () => expect((await ready())?.state).toBe("ready"));
    expect(hoursLeft((await ready())?.lockedUntil)).toBeCloseTo(72, 0);
  });
});

describe("what a method takes", () => {
  it("its fields are judged by their description, each fault under its name", async () => {
    const wish = { creatorId: "typist", kind: "manual", details: "", isDefault: true };
    const faults = (fields: Record<string, string>) =>
      stage.api.createPayoutMethod({ ...wish, fields }).then(
        () => [],
        (error) => MetercastError.from(error).fields.map(({ field }) => field),
      );
    expect(await faults({})).toEqual(["details"]);
    expect(await faults({ details: "IBAN", pigeon: "coo" })).toEqual(["pigeon"]);
    await expect(stage.api.createPayoutMethod({ ...wish, kind: "paypal", fields: {} })).rejects.toEqual(
      code("payouts_not_available"),
    );
  });

  it("an amount that its payer does not take is refused at the request", async () => {
    await creator(stage, "rich", 200_000_000n);
    const wish = asking("rich", 100_000_000n);
    await expect(stage.api.createWithdrawal(wish)).rejects.toEqual(code("method_limit"));
  });
});

describe("an instant payout", () => {
  const instant = { speed: "instant" };
  it("costs what its quote says: the rest is sent, the fee is the platform's income", async () => {
    await creator(stage, "hasty");
    const income = await platform(stage, "payout_fee_income");
    const wish = { creatorId: "hasty", amount: 20_000n, payoutMethodId: "", ...instant };
    expect(await stage.api.quoteWithdrawal(wish)).toMatchObject({ fee: 200n, rail: "stripe", problems: [] });
    const { withdrawal } = await stage.api.createWithdrawal({ ...asking("hasty", 20_000n), ...instant });
    expect(withdrawal).toMatchObject({ speed: "instant", fee: 200n });
    const id = withdrawal?.id ?? "";
    await approve(stage, id);
    await reaches(stage, id, "COMPLETED");
    const { payouts } = await stage.stripe.control.state();
    const sent = Object.values(payouts).filter(({ object }) => object.metadata.withdrawal_id === id);
    expect(sent.map(({ object }) => [object.method, object.amount])).toEqual([["instant", 19_800]]);
    expect(await balance(stage, "hasty")).toEqual([80_000n, 0n]);
    await poll(async () => expect(await platform(stage, "payout_fee_income")).toBe(income + 200n));
  });

  it("that fails, also after it was paid, gives the whole amount back", async () => {
    const income = await platform(stage, "payout_fee_income");
    await creator(stage, "unlucky");
    for (const outcome of ["fail", "paid_then_fail"] as const) {
      await stage.stripe.control.planPayout({ outcome });
      const id = await ask("unlucky", instant);
      await approve(stage, id);
      await reaches(stage, id, "FAILED");
      await poll(async () => expect(await balance(stage, "unlucky")).toEqual([100_000n, 0n]));
    }
    expect(await platform(stage, "payout_fee_income")).toBe(income);
  });

  it("is refused below its floor, above the day's most, and to a bank that takes none", async () => {
    const account = await creator(stage, "greedy", 3_000_000n);
    const refused = (amount: bigint) =>
      stage.api.createWithdrawal({ ...asking("greedy", amount), ...instant });
    await expect(refused(999_901n)).rejects.toEqual(code("instant_limit"));
    const id = await ask("greedy", { amount: 500_000n, ...instant });
    await approve(stage, id);
    await reaches(stage, id, "COMPLETED");
    await expect(refused(499_901n)).rejects.toEqual(code("instant_limit"));
    await stage.stripe.control.changeBank({ id: account, instant: false });
    await poll(async () => expect((await methods("greedy"))[0]?.instantEligible).toBe(false));
    const quote = await stage.api.quoteWithdrawal({
      creatorId: "greedy",
      amount: 5_000n,
      payoutMethodId: "",
      ...instant,
    });
    expect(quote.problems.map((problem) => problem.code)).toEqual(["instant_not_available"]);
  });
});

it("a payout whose money can't come back does not lock the rest of the balance", async () => {
  const account = await creator(stage, "stuck");
  await stage.stripe.control.planPayout({ outcome: "fail" });
  await stage.stripe.control.failReversals({ account, times: 1_000 });
  const id = await ask("stuck");
  await approve(stage, id);
  await poll(async () => expect((await read(stage, id)).attention).toBe("reversal_failed"));
  const next = await ask("stuck", { amount: 20_000n });
  await expect(ask("stuck")).rejects.toEqual(code("withdrawal_already_open"));
  await stage.stripe.control.clearReversalFailures();
  await reaches(stage, id, "FAILED");
  await approve(stage, next);
  await reaches(stage, next, "COMPLETED");
  await poll(async () => expect(await balance(stage, "stuck")).toEqual([80_000n, 0n]));
});

describe("a webhook of a rail", () => {
  const rail = (name: string, payload: string, signature: string) =>
    stage.api.receiveRailWebhook({
      rail: name,
      payload: Buffer.from(payload),
      headers: { "stripe-signature": signature },
    });
  it("is stored once; an unknown rail, one that is not configured and a wrong signature are refused", async () => {
    const event = {
      id: "evt_rail_1",
      object: "event",
      type: "payout.paid",
      data: { object: { id: "po_1" } },
    };
    const payload = JSON.stringify(event);
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: "whsec_old" });
    expect(await rail("stripe", payload, signature)).toEqual({ stored: true });
    expect(await rail("stripe", payload, signature)).toEqual({ stored: false });
    await expect(rail("stripe", `${payload} `, signature)).rejects.toEqual(code("invalid_signature"));
    for (const name of ["pigeon", "manual", "paypal", "constructor"])
      await expect(rail(name, payload, signature)).rejects.toEqual(code("not_found"));
  });
});
