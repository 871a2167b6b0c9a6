import { poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { approved, back, callsTo, stage } from "./payouts-world.ts";
import {
  approve,
  ask,
  creator,
  methodEvents,
  moneyOut,
  payoutOf,
  reaches,
  read,
  reviewsOf,
} from "./stage.ts";

describe("what Stripe refuses", () => {
  it("to an account that owes Stripe money nothing is transferred: it waits with attention, and is paid when the debt is gone", async () => {
    const id = await creator(stage, "debtor");
    await stage.stripe.control.adjustAccountBalance({ id, amount: -2_000 });
    const withdrawal = await approved("debtor");
    await poll(async () =>
      expect(await read(stage, withdrawal)).toMatchObject({
        attention: "connected_balance_negative",
        status: 2,
        attempts: [{ state: "created" }],
      }),
    );
    expect(await moneyOut(stage, withdrawal)).toEqual({ transfers: 0, payouts: 0 });
    await stage.stripe.control.adjustAccountBalance({ id, amount: 2_000 });
    await reaches(stage, withdrawal, "COMPLETED");
    expect(await moneyOut(stage, withdrawal)).toEqual({ transfers: 1, payouts: 1 });
  });

  it("an admin's pause stops what is approved, and what a crash left before its first call; the end of the pause pays both", async () => {
    const pause = (creatorId: string, paused: boolean) =>
      stage.api.pausePayouts({ creatorId, by: "admin", paused, actorId: "admin-1", reason: "checks" });
    await creator(stage, "paused");
    await creator(stage, "paused-late");
    const [first, second] = [await ask(stage, "paused"), await ask(stage, "paused-late")];
    const armed = await stage.world.arm("withdrawals", "withdrawals.after_attempt_commit");
    await approve(stage, second).catch(() => undefined);
    expect((await armed.exited).signal).toBe("SIGKILL");
    await stage.query(
      "INSERT INTO withdrawals.payout_pause (creator_id, by, paused, actor_id, reason) VALUES ('paused-late', 'admin', true, 'admin-1', 'checks')",
    );
    await stage.world.restart("withdrawals");
    await pause("paused", true);
    await approve(stage, first);
    const waits = { attention: "payouts_paused", status: 2 };
    await poll(async () => expect(await read(stage, first)).toMatchObject({ ...waits, attempts: [] }));
    await poll(async () =>
      expect(await read(stage, second)).toMatchObject({ ...waits, attempts: [{ state: "created" }] }),
    );
    for (const id of [first, second]) expect(await moneyOut(stage, id)).toEqual({ transfers: 0, payouts: 0 });
    // Nobody ends the pause of their own payouts.
    await expect(
      stage.api.pausePayouts({
        creatorId: "paused",
        by: "admin",
        paused: false,
        actorId: "Paused",
        reason: "mine",
      }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await pause("paused", false);
    await pause("paused-late", false);
    for (const id of [first, second]) await reaches(stage, id, "COMPLETED");
    for (const creatorId of ["paused", "paused-late"])
      expect(await reviewsOf(stage, creatorId)).toEqual(["payouts_paused"]);
  });

  it("of a transfer that was reversed in part, what is left is reversed, and the creator has all of it once", async () => {
    const account = await creator(stage, "in-part");
    await stage.stripe.control.planPayout({ outcome: "hold" });
    const id = await approved("in-part");
    const payout = await payoutOf(stage, id);
    await stage.stripe.control.adjustAccountBalance({ id: account, amount: 3_000 });
    const { transfers } = await stage.stripe.control.state();
    const transfer = Object.values(transfers).find(({ transfer_group }) => transfer_group === id)?.id ?? "";
    await stage.stripe.control.reverseTransfer({ id: transfer, amount: 3_000 });
    await stage.stripe.control.settlePayout({ id: payout, status: "failed" });
    await reaches(stage, id, "FAILED");
    await back("in-part");
    const { reversals } = await stage.stripe.control.state();
    const amounts = Object.values(reversals).filter((one) => one.transfer === transfer);
    expect(amounts.map(({ amount }) => amount)).toEqual([3_000, 7_000]);
    await stage.stripe.control.adjustAccountBalance({ id: account, amount: -3_000 });
  });

  it("a platform that is not approved is a permanent no to the creator, not a try again; once it is, the next wish is granted", async () => {
    const wish = {
      creatorId: "early-bird",
      creatorEmail: "",
      rail: "stripe",
      returnUrl: "http://localhost/back",
    };
    await stage.stripe.control.changeSettings({ transfersOnlyApproved: false });
    await expect(stage.api.startOnboarding(wish)).rejects.toMatchObject({ code: "payouts_not_available" });
    expect((await stage.api.listPayoutMethods({ creatorId: "early-bird" })).payoutMethods).toEqual([]);
    expect(await methodEvents(stage, "early-bird")).toEqual(["added", "removed"]);
    await stage.stripe.control.changeSettings({ transfersOnlyApproved: true });
    await poll(async () => expect((await stage.api.startOnboarding(wish)).url).toContain("/setup/"));
  });

  it("a closed account is restricted and kept; a new onboarding makes another one, and what went to the old one goes there once it is approved", async () => {
    const old = await creator(stage, "mover");
    await stage.stripe.control.closeAccount({ id: old });
    const states = async () =>
      (await stage.api.listPayoutMethods({ creatorId: "mover" })).payoutMethods.map(({ state }) => state);
    await poll(async () => expect(await states()).toEqual(["restricted"]));
    const id = await approved("mover");
    await poll(async () => expect((await read(stage, id)).attention).toBe("payout_method_restricted"));
    await stage.stripe.control.clearCalls();
    const wish = {
      creatorId: "mover",
      creatorEmail: "mover@example.com",
      rail: "stripe",
      returnUrl: "http://localhost/back",
    };
    await poll(
      () => stage.api.startOnboarding(wish),
      () => true,
    );
    expect(await callsTo("/v1/accounts")).toHaveLength(1);
    const { accounts } = await stage.stripe.control.state();
    const next = Object.values(accounts).find(
      (one) => one.metadata.creator_id === "mover" && one.id !== old,
    )?.id;
    await stage.stripe.control.completeOnboarding({ id: next ?? "" });
    await poll(async () => expect(await states()).toEqual(["restricted", "ready"]));
    expect(await read(stage, id)).toMatchObject({ payoutDestination: next, approvalsNeeded: 1 });
    await approve(stage, id);
    await reaches(stage, id, "COMPLETED");
    expect(await methodEvents(stage, "mover")).toEqual(["added", "ready", "needs_action", "added", "ready"]);
    expect(await reviewsOf(stage, "mover")).toEqual(["payout_method_restricted", "destination_unapproved"]);
  });
});
