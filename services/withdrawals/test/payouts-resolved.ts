import { describe, expect, it } from "vitest";
import { approved, back, stage } from "./payouts-world.ts";
import {
  approve,
  ask,
  balance,
  creator,
  eventually,
  fund,
  moneyOut,
  platform,
  read,
  resolving,
} from "./stage.ts";

/** Its payout has failed and its transfer can't be taken back. */
async function stuck(creatorId: string) {
  const account = await creator(stage, creatorId);
  await stage.stripe.control.planPayout({ outcome: "fail", account });
  await stage.stripe.control.failReversals({ account, times: 1_000 });
  const id = await approved(creatorId);
  await eventually(async () => expect((await read(stage, id)).attention).toBe("reversal_failed"));
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
  await eventually(async () => {
    const { act: done } = await stage.api.decideAct({ ...confirm, actorId: "admin-2" });
    expect(done?.state).toBe("executed");
  });
};

describe("a payout that can't end by itself, by two admins and with evidence", () => {
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
    await eventually(async () => expect(await platform(stage, "payouts_in_transit")).toBe(0n));
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
    await eventually(async () => expect(await platform(stage, "external_bank")).toBe(bank - 10_000n));
    await stage.stripe.control.adjustAccountBalance({ id: account, amount: -10_000 });
    await stage.stripe.control.clearReversalFailures();
    await expect(stage.api.decideWithdrawal(resolving(id, "with_platform"))).rejects.toEqual(
      code("invalid_transition"),
    );
  });

  it("approved, and the creator never says where it goes: it is the creator's again", async () => {
    await fund(stage, "silent-one", 100_000n);
    const id = await ask(stage, "silent-one");
    await approve(stage, id);
    await eventually(async () => expect((await read(stage, id)).attention).toBe("payout_method_missing"));
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
    await eventually(async () => expect((await stage.api.decideAct(confirm)).act?.state).toBe("executed"));
    const late = await stage.api.decideAct({ ...confirm, actId: first.act?.id ?? "" });
    expect(late.act).toMatchObject({ state: "failed" });
    await back("disputed");
    await stage.stripe.control.adjustAccountBalance({ id: account, amount: -10_000 });
    await stage.stripe.control.clearReversalFailures();
  });
});
