import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { adjust, poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { approve, ask, balance, deciding, read, statusOf } from "./stage.ts";
import { stage } from "./world.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });
let keys = 0;

const adjusting = (userId: string, amount: bigint, actorId = "admin-1", direction = "credit") => ({
  details: {
    what: { $case: "adjustment" as const, value: { userId, asset: Asset.ASSET_USD, direction, amount } },
  },
  reason: "because",
  actorId,
  idempotencyKey: `act-${++keys}`,
  acceptLoss: false,
  releasesNothingEarlier: false,
});
const decidingAct = (actId: string, actorId: string, action = "confirm") => ({
  actId,
  actorId,
  action,
  note: "seen",
});
async function act(request: ReturnType<typeof adjusting>) {
  const { act: kept } = await stage.api.requestAct(request);
  if (!kept) throw new Error("no act");
  return kept;
}

describe("an act", () => {
  it("up to the limit is one admin's; the part that goes above a user's day waits for another, also at once", async () => {
    const acts = await Promise.all(
      ["admin-1", "admin-2", "admin-3"].map((admin) => act(adjusting("splitter", 400_000n, admin))),
    );
    expect(acts.map(({ state }) => state).sort()).toEqual(["confirmed", "confirmed", "pending"]);
    expect(acts.find(({ state }) => state === "pending")).toMatchObject({
      needsSecond: "day_sum",
      cents: 400_000n,
    });
    expect(await act(adjusting("another", 400_000n))).toMatchObject({ state: "confirmed", needsSecond: "" });
  });

  it("above the limit is confirmed by a different admin, once, and never by whom it is about", async () => {
    const { id, needsSecond, state } = await act(adjusting("lucky", 1_000_001n));
    expect([state, needsSecond]).toEqual(["pending", "above_limit"]);
    await expect(stage.api.decideAct(decidingAct(id, "admin-1"))).rejects.toEqual(
      code("second_admin_required"),
    );
    await expect(stage.api.decideAct(decidingAct(id, "lucky"))).rejects.toEqual(
      code("second_admin_required"),
    );
    const answers = await Promise.allSettled(
      ["admin-2", "admin-3", "admin-4"].map((admin) => stage.api.decideAct(decidingAct(id, admin))),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const done = await stage.api.finishAct({ actId: id, executed: true, result: "trf_1" });
    expect(done.act).toMatchObject({ state: "executed", result: "trf_1" });
    await expect(stage.api.decideAct(decidingAct(id, "admin-5", "decline"))).rejects.toEqual(
      code("invalid_transition"),
    );
  });

  it("the same key is the same act, and another wish under it a conflict", async () => {
    const wish = adjusting("same", 2_000_000n);
    const first = await act(wish);
    expect((await act(wish)).id).toBe(first.id);
    await expect(stage.api.requestAct({ ...wish, reason: "other" })).rejects.toEqual(
      code("idempotency_conflict"),
    );
  });

  it("nobody decides in time has expired, and is shown so", async () => {
    const { id } = await act(adjusting("late", 2_000_000n));
    await stage.query("UPDATE withdrawals.admin_act SET expires_at = now() WHERE subject = 'late'");
    await expect(stage.api.decideAct(decidingAct(id, "admin-2"))).rejects.toEqual(code("invalid_transition"));
    await poll(async () => {
      const { acts } = await stage.api.listActs({ state: "expired", limit: 100, cursor: "" });
      expect(acts.map((one) => one.id)).toContain(id);
    });
  });

  it("is kept as it was asked for, and never has one person twice, whatever the service does", async () => {
    const { id } = await act(adjusting("kept", 2_000_000n));
    const both =
      "UPDATE withdrawals.admin_act SET state = 'confirmed', decided_by = requested_by WHERE subject = 'kept'";
    await expect(stage.query(both)).rejects.toThrow(/check constraint/);
    expect((await stage.api.getAct({ actId: id })).act).toMatchObject({ state: "pending" });
  });
});

describe("one admin alone does not pay a puppet", () => {
  it("who credited a creator approves none of it, first or second, until others have approved as much", async () => {
    await adjust(stage.wallet, "puppet", "USD", 3_000_000n);
    const { id } = await act(adjusting("puppet", 900_000n, "admin-1"));
    await stage.api.finishAct({ actId: id, executed: true, result: "trf_1" });
    const small = await ask(stage, "puppet", 10_000n);
    await expect(approve(stage, small, "admin-1")).rejects.toEqual(code("second_admin_required"));
    expect((await read(stage, small)).barredApprovers).toEqual(["admin-1"]);
    await stage.api.createPayoutMethod({
      creatorId: "puppet",
      kind: "manual",
      details: "IBAN",
      fields: {},
      isDefault: true,
    });
    await approve(stage, small, "admin-2");
    await poll(async () => expect((await read(stage, small)).attempts[0]?.state).toBe("sent"));
    await stage.api.decideWithdrawal(deciding(small, "mark_paid", "admin-2"));
    const large = await ask(stage, "puppet", 1_100_000n);
    await expect(approve(stage, large, "admin-1")).rejects.toEqual(code("second_admin_required"));
    await approve(stage, large, "admin-2");
    await expect(approve(stage, large, "admin-1")).rejects.toEqual(code("second_admin_required"));
    expect((await approve(stage, large, "admin-3")).withdrawal).toMatchObject({ status: 2 });
    await poll(async () => expect((await read(stage, large)).attempts[0]?.state).toBe("sent"));
    await stage.api.decideWithdrawal(deciding(large, "mark_paid", "admin-2"));
    expect(await read(stage, await ask(stage, "puppet", 10_000n))).toMatchObject({ barredApprovers: [] });
  });

  it("what a creator asks for within a day counts together: the second of two halves needs two admins", async () => {
    await adjust(stage.wallet, "halves", "USD", 2_000_000n);
    await stage.api.createPayoutMethod({
      creatorId: "halves",
      kind: "manual",
      details: "IBAN",
      fields: {},
      isDefault: true,
    });
    const first = await ask(stage, "halves", 600_000n);
    expect(await read(stage, first)).toMatchObject({ approvalsNeeded: 1 });
    await approve(stage, first, "admin-1");
    await poll(async () => expect((await read(stage, first)).attempts[0]?.state).toBe("sent"));
    await stage.api.decideWithdrawal(deciding(first, "mark_paid"));
    const second = await ask(stage, "halves", 600_000n);
    expect(await read(stage, second)).toMatchObject({ approvalsNeeded: 2 });
    const { withdrawal } = await approve(stage, second, "admin-1");
    expect(withdrawal).toMatchObject({ approvalsNeeded: 1, firstApproval: { adminId: "admin-1" } });
  });

  it("a large payout is given back by two admins: nothing changes before, and who asked approves no next one", async () => {
    await adjust(stage.wallet, "returned-large", "USD", 3_000_000n);
    const method = {
      creatorId: "returned-large",
      kind: "manual",
      details: "IBAN",
      fields: {},
      isDefault: true,
    };
    await stage.api.createPayoutMethod(method);
    const id = await ask(stage, "returned-large", 2_000_000n);
    await approve(stage, id, "admin-1");
    await approve(stage, id, "admin-2");
    await poll(async () => expect((await read(stage, id)).attempts[0]?.state).toBe("sent"));
    await stage.api.decideWithdrawal(deciding(id, "mark_paid"));
    const failing = deciding(id, "mark_failed", "admin-1", "sent back");
    const asked = await stage.api.decideWithdrawal(failing);
    expect(asked.act).toMatchObject({ kind: "give_back", state: "pending", subject: "returned-large" });
    expect((await stage.api.decideWithdrawal(failing)).act?.id).toBe(asked.act?.id);
    expect(await statusOf(stage, id)).toBe("COMPLETED");
    expect(await balance(stage, "returned-large")).toEqual([1_000_000n, 0n]);
    // A second admin who says the same confirms it.
    const done = await stage.api.decideWithdrawal(deciding(id, "mark_failed", "admin-2", "I saw it too"));
    expect(done).toMatchObject({ withdrawal: { status: 6, reason: "sent back" } });
    expect(done.act).toBeUndefined();
    expect((await stage.api.getAct({ actId: asked.act?.id ?? "" })).act).toMatchObject({
      state: "executed",
      decidedBy: "admin-2",
      result: id,
    });
    await poll(async () => expect(await balance(stage, "returned-large")).toEqual([3_000_000n, 0n]));
    const again = await ask(stage, "returned-large", 10_000n);
    await expect(approve(stage, again, "admin-1")).rejects.toEqual(code("second_admin_required"));
    expect(await read(stage, again)).toMatchObject({ approvalsNeeded: 2 });
  });
});

it("a note is for the creator, an internal note for admins", async () => {
  await adjust(stage.wallet, "noted", "USD", 50_000n);
  const id = await ask(stage, "noted");
  const said = { ...deciding(id, "approve", "admin-1", "well done"), internalNote: "looks odd" };
  const { withdrawal } = await stage.api.decideWithdrawal(said);
  expect(withdrawal?.history.at(-1)).toMatchObject({ note: "well done", internalNote: "looks odd" });
});
