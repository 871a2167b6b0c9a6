import { adjust, poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { approved, back, callsTo, stage } from "./payouts-world.ts";
import { approve, ask, balance, creator, moneyOut, platform, reaches, read, resolving } from "./stage.ts";

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
    await poll(async () => {
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

  it("a right that our key has lost is no answer about the money: nothing is taken for failed", async () => {
    await creator(stage, "no-right");
    const match = { method: "POST", path: "/v1/transfers" } as const;
    await stage.stripe.control.addFault({ match, effect: "403_before", times: 1_000 });
    await stage.stripe.control.clearCalls();
    const id = await approved("no-right");
    await poll(async () => expect((await callsTo("/v1/transfers")).length).toBeGreaterThanOrEqual(3));
    expect(await read(stage, id)).toMatchObject({ status: 2, attention: "outcome_unknown" });
    await stage.stripe.control.clearFaults();
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  });

  it("a no that comes after a lost answer counts only where nothing was done: the payout is found", async () => {
    await creator(stage, "late-no");
    const fault = { match: { method: "POST" as const, path: "/v1/payouts" } };
    await stage.stripe.control.addFault({ ...fault, effect: "timeout_after_execution" });
    await stage.stripe.control.addFault({ ...fault, effect: "account_invalid_before" });
    const id = await approved("late-no");
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
    expect(await stage.stripe.control.clearFaults()).toEqual({ unused: [] });
  });

  it.each([
    ["transfer", "/v1/transfers"],
    ["payout", "/v1/payouts"],
  ])("a day later, when its key is forgotten, a %s is looked up before another call", async (what, path) => {
    const who = `late-${what}`;
    await creator(stage, who);
    const fault = { match: { method: "POST" as const, path } };
    await stage.stripe.control.addFault({ ...fault, effect: "timeout_after_execution" });
    // Keeps asking in vain until the test has turned the clocks.
    await stage.stripe.control.addFault({ ...fault, effect: "503_before", times: 1_000 });
    const id = await approved(who);
    await poll(async () => expect((await read(stage, id)).attention).toBe("outcome_unknown"));
    await stage.stripe.control.advanceClock({ ms: 25 * 3_600_000 });
    // Between two turns: one that is under way would ask under a key whose time it has read before.
    await poll(async () =>
      expect(
        await stage.query(
          `UPDATE withdrawals.payout_attempt SET key_used_at = now() - interval '25 hours'
             WHERE creator_id = $1 AND claimed_until IS NULL RETURNING id`,
          [who],
        ),
      ).toHaveLength(1),
    );
    await stage.stripe.control.clearFaults();
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  });
});

/** Its payout has failed and its transfer can't be taken back. */
async function stuck(creatorId: string) {
  const account = await creator(stage, creatorId);
  await stage.stripe.control.planPayout({ outcome: "fail", account });
  await stage.stripe.control.failReversals({ account, times: 1_000 });
  const id = await approved(creatorId);
  await poll(async () => expect((await read(stage, id)).attention).toBe("reversal_failed"));
  return { account, id };
}
const code = (expected: string) => expect.objectContaining({ code: expected });
/** The payer asks now and then: then a person comes a moment later. */
const resolved = async (id: string, outcome: string) => {
  const { act } = await stage.api.decideWithdrawal(resolving(id, outcome));
  expect(act).toMatchObject({ state: "pending", needsSecond: "always" });
  const confirm = { actId: act?.id ?? "", action: "confirm", note: "seen" };
  await expect(stage.api.decideAct({ ...confirm, actorId: "admin-1" })).rejects.toEqual(
    code("second_admin_required"),
  );
  await poll(async () => {
    const { act: done } = await stage.api.decideAct({ ...confirm, actorId: "admin-2" });
    expect(done?.state).toBe("executed");
  });
};

describe("a payout that can't end without people, by two admins and with evidence", () => {
  it("the money is with the creator: COMPLETED, the books have paid it out, and Stripe is not asked again", async () => {
    const { account, id } = await stuck("keeps");
    await resolved(id, "with_creator");
    const { attempts, history, ...rest } = await read(stage, id);
    expect(rest).toMatchObject({ status: 5, attention: "" });
    expect(attempts).toMatchObject([{ state: "settled" }]);
    expect(history.at(-1)).toMatchObject({
      actorId: "admin-1",
      internalNote: expect.stringContaining("admin-2"),
    });
    expect(await balance(stage, "keeps")).toEqual([90_000n, 0n]);
    await poll(async () => expect(await platform(stage, "payouts_in_transit")).toBe(0n));
    await stage.stripe.control.clearReversalFailures();
    const next = await ask(stage, "keeps");
    await stage.api.cancelWithdrawal({ withdrawalId: next, creatorId: "keeps" });
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 0 });
    // What the creator does with it.
    await stage.stripe.control.adjustAccountBalance({ id: account, amount: -10_000 });
  });

  it("the money came back to the platform's bank: FAILED, and the creator's again, once", async () => {
    const { account, id } = await stuck("gives");
    const bank = await platform(stage, "external_bank");
    await resolved(id, "with_platform");
    expect(await read(stage, id)).toMatchObject({
      status: 6,
      attention: "",
      attempts: [{ state: "reversed" }],
    });
    await back("gives");
    await poll(async () => expect(await platform(stage, "external_bank")).toBe(bank - 10_000n));
    await stage.stripe.control.adjustAccountBalance({ id: account, amount: -10_000 });
    await stage.stripe.control.clearReversalFailures();
    await expect(stage.api.decideWithdrawal(resolving(id, "with_platform"))).rejects.toEqual(
      code("invalid_transition"),
    );
  });

  it("approved, and the creator never says where it goes: it is the creator's again", async () => {
    await adjust(stage.wallet, "silent-one", "USD", 100_000n);
    const id = await ask(stage, "silent-one");
    await approve(stage, id);
    await poll(async () => expect((await read(stage, id)).attention).toBe("payout_method_missing"));
    await expect(stage.api.decideWithdrawal(resolving(id, "with_creator"))).rejects.toEqual(
      code("invalid_transition"),
    );
    await resolved(id, "with_platform");
    expect(await read(stage, id)).toMatchObject({ status: 6, attempts: [{ state: "failed" }] });
    await back("silent-one");
  });

  it("who says something else does not confirm it", async () => {
    const { account, id } = await stuck("disputed");
    const first = await stage.api.decideWithdrawal(resolving(id, "with_creator"));
    const second = await stage.api.decideWithdrawal(resolving(id, "with_platform", "admin-2"));
    expect([first.act?.state, second.act?.state]).toEqual(["pending", "pending"]);
    expect((await read(stage, id)).status).toBe(2);
    const confirm = { actId: second.act?.id ?? "", action: "confirm", note: "", actorId: "admin-3" };
    await poll(async () => expect((await stage.api.decideAct(confirm)).act?.state).toBe("executed"));
    const late = await stage.api.decideAct({ ...confirm, actId: first.act?.id ?? "" });
    expect(late.act).toMatchObject({ state: "failed" });
    await back("disputed");
    await stage.stripe.control.adjustAccountBalance({ id: account, amount: -10_000 });
    await stage.stripe.control.clearReversalFailures();
  });
});
