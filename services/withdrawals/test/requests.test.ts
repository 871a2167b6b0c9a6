import { newUuid, publicId } from "@metercast/contracts";
import { adjust, poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { approve, ask, asking, balance, deciding, eventsOf, read, reviewsOf, statusOf } from "./stage.ts";
import { stage } from "./world.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

describe("a request", () => {
  it("of twenty at once exactly one is held; the others are refused because one is open", async () => {
    await adjust(stage.wallet, "clicker", "USD", 100_000n);
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => stage.api.createWithdrawal(asking("clicker"))),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === "rejected") expect(answer.reason).toEqual(code("withdrawal_already_open"));
    expect(await balance(stage, "clicker")).toEqual([100_000n, 10_000n]);
  });

  it("of twenty at once with one key there is one, and the key with another amount is a conflict", async () => {
    await adjust(stage.wallet, "repeater", "USD", 100_000n);
    const same = asking("repeater");
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => stage.api.createWithdrawal(same)),
    );
    const ids = answers.flatMap((one) => (one.status === "fulfilled" ? [one.value.withdrawal?.id] : []));
    expect(new Set(ids).size).toBe(1);
    for (const answer of answers)
      if (answer.status === "rejected") expect(answer.reason).toEqual(code("unavailable"));
    const { withdrawal } = await stage.api.createWithdrawal(same);
    expect(withdrawal?.id).toBe(ids[0]);
    await expect(stage.api.createWithdrawal({ ...same, amount: 20_000n })).rejects.toEqual(
      code("idempotency_conflict"),
    );
    expect(await balance(stage, "repeater")).toEqual([100_000n, 10_000n]);
  });

  it("below the minimum is refused, unless an admin waived it with a reason", async () => {
    await adjust(stage.wallet, "small", "USD", 10_000n);
    await expect(stage.api.createWithdrawal(asking("small", 4_999n))).rejects.toEqual(code("below_minimum"));
    await stage.api.setMinimum({
      creatorId: "small",
      amount: 1_000n,
      reason: "leaves us",
      actorId: "admin-1",
    });
    await ask(stage, "small", 1_000n);
    const limits = await stage.api.getLimits({ creatorId: "small" });
    expect(limits).toMatchObject({ minimum: 1_000n, openWithdrawalId: expect.stringMatching(/^wdr_/) });
    expect((await stage.api.getLimits({ creatorId: "other" })).minimum).toBe(5_000n);
  });

  it("above what is available is refused, leaves nothing behind, and the same key may be tried again", async () => {
    await adjust(stage.wallet, "poor", "USD", 6_000n);
    const wish = asking("poor", 7_000n);
    await expect(stage.api.createWithdrawal(wish)).rejects.toEqual(code("insufficient_balance"));
    expect(await stage.query("SELECT 1 FROM withdrawals.withdrawal WHERE creator_id = 'poor'")).toEqual([]);
    await adjust(stage.wallet, "poor", "USD", 1_000n);
    expect((await stage.api.createWithdrawal(wish)).withdrawal?.amount).toBe(7_000n);
  });

  it("that is malformed names its fields; another's payout method does not exist", async () => {
    await expect(
      stage.api.createWithdrawal({ ...asking("a b"), amount: -1n, idempotencyKey: "" }),
    ).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ field: "creator_id" }, { field: "amount" }, { field: "idempotency_key" }],
    });
    const { payoutMethod } = await stage.api.createPayoutMethod({
      creatorId: "rich",
      kind: "manual",
      details: "IBAN 1",
      fields: {},
      isDefault: true,
    });
    await adjust(stage.wallet, "thief", "USD", 10_000n);
    const wish = { ...asking("thief"), payoutMethodId: payoutMethod?.id ?? "" };
    await expect(stage.api.createWithdrawal(wish)).rejects.toEqual(code("payout_method_not_found"));
    await expect(stage.api.getWithdrawal({ withdrawalId: "wdr_x" })).rejects.toEqual(
      code("withdrawal_not_found"),
    );
  });
});

describe("a decision", () => {
  it("is never one's own, needs a reason to reject, and is refused with the state in its words", async () => {
    await adjust(stage.wallet, "owner", "USD", 50_000n);
    const id = await ask(stage, "owner");
    await expect(approve(stage, id, "owner")).rejects.toEqual(code("own_withdrawal"));
    await expect(stage.api.decideWithdrawal(deciding(id, "reject", "admin-1", " "))).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ field: "note" }],
    });
    await expect(stage.api.decideWithdrawal(deciding(id, "mark_paid"))).rejects.toEqual(
      code("invalid_transition"),
    );
    const { withdrawal } = await stage.api.decideWithdrawal(deciding(id, "reject", "admin-1", "no papers"));
    expect(withdrawal).toMatchObject({ status: 3, reason: "no papers" });
    expect(await balance(stage, "owner")).toEqual([50_000n, 0n]);
    await expect(approve(stage, id)).rejects.toMatchObject({
      code: "invalid_transition",
      message: expect.stringContaining("REJECTED"),
    });
  });

  it("cancels only one's own and only while PENDING; the hold is released before the answer", async () => {
    await adjust(stage.wallet, "fickle", "USD", 50_000n);
    const withdrawalId = await ask(stage, "fickle");
    await expect(stage.api.cancelWithdrawal({ withdrawalId, creatorId: "somebody" })).rejects.toEqual(
      code("withdrawal_not_found"),
    );
    await stage.api.cancelWithdrawal({ withdrawalId, creatorId: "fickle" });
    expect(await balance(stage, "fickle")).toEqual([50_000n, 0n]);
    await expect(stage.api.cancelWithdrawal({ withdrawalId, creatorId: "fickle" })).rejects.toEqual(
      code("invalid_transition"),
    );
    await ask(stage, "fickle");
  });

  it("approve, cancel and a second approve at the same moment: exactly one wins", async () => {
    for (let round = 0; round < 5; round++) {
      const creatorId = `race-${round}`;
      await adjust(stage.wallet, creatorId, "USD", 10_000n);
      const withdrawalId = await ask(stage, creatorId);
      const answers = await Promise.allSettled([
        approve(stage, withdrawalId, "admin-1"),
        stage.api.cancelWithdrawal({ withdrawalId, creatorId }),
        approve(stage, withdrawalId, "admin-2"),
      ]);
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const status = await statusOf(stage, withdrawalId);
      expect(await balance(stage, creatorId)).toEqual([status === "CANCELED" ? 10_000n : 0n, 0n]);
      expect((await read(stage, withdrawalId)).history).toHaveLength(2);
    }
  });

  it("above the configured amount needs two different admins", async () => {
    await adjust(stage.wallet, "large", "USD", 2_000_000n);
    const id = await ask(stage, "large", 1_000_001n);
    expect((await read(stage, id)).approvalsNeeded).toBe(2);
    const first = await approve(stage, id, "admin-1");
    expect(first.withdrawal).toMatchObject({ status: 1, approvalsNeeded: 1 });
    await expect(approve(stage, id, "admin-1")).rejects.toEqual(code("invalid_transition"));
    expect((await approve(stage, id, "admin-2")).withdrawal).toMatchObject({ status: 2 });
  });
});

describe("paid by hand", () => {
  const withBank = async (creatorId: string) => {
    await adjust(stage.wallet, creatorId, "USD", 50_000n);
    await stage.api.createPayoutMethod({
      creatorId,
      kind: "manual",
      details: "IBAN 2",
      fields: {},
      isDefault: true,
    });
    const id = await ask(stage, creatorId);
    await approve(stage, id);
    await poll(async () => expect((await read(stage, id)).attempts[0]?.state).toBe("sent"));
    return id;
  };

  it("an admin marks it paid with the bank's reference; a bank that sends it back is marked too", async () => {
    const id = await withBank("by-hand");
    await expect(stage.api.decideWithdrawal({ ...deciding(id, "mark_paid"), reference: "" })).rejects.toEqual(
      code("invalid_request"),
    );
    const { withdrawal } = await stage.api.decideWithdrawal(deciding(id, "mark_paid"));
    expect(withdrawal).toMatchObject({ status: 5, attempts: [{ state: "paid", reference: "bank-1" }] });
    expect(await balance(stage, "by-hand")).toEqual([40_000n, 0n]);
    await stage.api.decideWithdrawal(deciding(id, "mark_failed", "admin-1", "no such account"));
    await poll(async () => expect(await balance(stage, "by-hand")).toEqual([50_000n, 0n]));
    expect(await read(stage, id)).toMatchObject({ status: 6, attempts: [{ state: "returned" }] });
  });

  it("marked failed, the money is the creator's again", async () => {
    const id = await withBank("by-hand-2");
    await stage.api.decideWithdrawal(deciding(id, "mark_failed", "admin-1", "closed"));
    await poll(async () => expect(await balance(stage, "by-hand-2")).toEqual([50_000n, 0n]));
    expect(await read(stage, id)).toMatchObject({ status: 6, reason: "closed" });
  });
});

describe("where it goes", () => {
  const bank = async (creatorId: string, details = "IBAN", isDefault = true) => {
    const { payoutMethod } = await stage.api.createPayoutMethod({
      creatorId,
      kind: "manual",
      details,
      fields: {},
      isDefault,
    });
    return payoutMethod?.id ?? "";
  };
  const remove = (creatorId: string, payoutMethodId: string) =>
    stage.api.deletePayoutMethod({ creatorId, payoutMethodId });
  const sent = (id: string) =>
    poll(async () => expect((await read(stage, id)).attempts[0]?.state).toBe("sent"));

  it("is fixed when it is asked for: no later default changes it, and its method can't be deleted before it has ended", async () => {
    await adjust(stage.wallet, "pinned", "USD", 50_000n);
    const first = await bank("pinned", "IBAN first");
    await stage.api.setFreeze({ frozen: true, actorId: "admin-1", reason: "looking" });
    const id = await ask(stage, "pinned");
    const second = await bank("pinned", "IBAN second");
    await expect(remove("pinned", first)).rejects.toEqual(code("payout_method_in_use"));
    await approve(stage, id);
    await expect(remove("pinned", first)).rejects.toEqual(code("payout_method_in_use"));
    await stage.api.setFreeze({ frozen: false, actorId: "admin-1", reason: "seen" });
    await sent(id);
    const paid = await read(stage, id);
    expect(paid).toMatchObject({ payoutMethodId: first, payoutDetails: "IBAN first", approvalsNeeded: 0 });
    expect(paid.history).toHaveLength(2);
    await stage.api.decideWithdrawal(deciding(id, "mark_paid"));
    await remove("pinned", first);
    expect(await read(stage, id)).toMatchObject({ payoutDetails: "IBAN first" });
    const { payoutMethods } = await stage.api.listPayoutMethods({ creatorId: "pinned" });
    expect(payoutMethods).toMatchObject([{ id: second, isDefault: true }]);
  });

  it("deleted and asked for at the same moment: either there is none, or it stays", async () => {
    for (let n = 0; n < 5; n++) {
      const who = `moment-${n}`;
      await adjust(stage.wallet, who, "USD", 50_000n);
      const payoutMethodId = await bank(who);
      const [asked, removed] = await Promise.allSettled([
        stage.api.createWithdrawal({ ...asking(who), payoutMethodId }),
        remove(who, payoutMethodId),
      ]);
      expect([asked.status, removed.status].toSorted()).toEqual(["fulfilled", "rejected"]);
      if (asked.status === "rejected") expect(asked.reason).toEqual(code("payout_method_not_found"));
      if (removed.status === "rejected") expect(removed.reason).toEqual(code("payout_method_in_use"));
    }
  });

  it("asked for without one while one is set up: it goes there, and is approved for there", async () => {
    for (let n = 0; n < 5; n++) {
      const who = `meanwhile-${n}`;
      await adjust(stage.wallet, who, "USD", 50_000n);
      const [id, payoutMethodId] = await Promise.all([ask(stage, who), bank(who)]);
      expect(await read(stage, id)).toMatchObject({ payoutMethodId, approvalsNeeded: 1 });
    }
  });

  it("without one, approved, it waits with attention; the first one that is set up needs an approval of its own", async () => {
    await adjust(stage.wallet, "nowhere", "USD", 50_000n);
    const id = await ask(stage, "nowhere");
    await approve(stage, id);
    await poll(async () => expect((await read(stage, id)).attention).toBe("payout_method_missing"));
    const { withdrawals } = await stage.api.listWithdrawals({
      creatorId: "",
      status: 0,
      limit: 100,
      cursor: "",
      needsAttention: true,
    });
    expect(withdrawals.map((one) => one.id)).toContain(id);
    const payoutMethodId = await bank("nowhere", "IBAN", false);
    const waiting = { status: 2, attention: "destination_unapproved", approvalsNeeded: 1, payoutMethodId };
    expect(await read(stage, id)).toMatchObject({ ...waiting, attempts: [] });
    await expect(approve(stage, id, "nowhere")).rejects.toEqual(code("own_withdrawal"));
    expect(await reviewsOf(stage, "nowhere")).toEqual(["payout_method_missing", "destination_unapproved"]);
    await approve(stage, id);
    await sent(id);
    const { history, ...rest } = await read(stage, id);
    expect(rest).toMatchObject({ attention: "", approvalsNeeded: 0 });
    expect(history.map(({ actorId, toStatus, note }) => [actorId, toStatus, note])).toEqual([
      ["nowhere", "PENDING", ""],
      ["admin-1", "APPROVED", "because"],
      ["nowhere", "APPROVED", "Goes to Bank transfer, before to nowhere."],
      ["admin-1", "APPROVED", "because"],
    ]);
  });

  it("changed after a first of two approvals, both are needed again", async () => {
    await adjust(stage.wallet, "large-nowhere", "USD", 2_000_000n);
    const id = await ask(stage, "large-nowhere", 1_000_001n);
    await approve(stage, id, "admin-1");
    await bank("large-nowhere");
    expect((await read(stage, id)).approvalsNeeded).toBe(2);
    await approve(stage, id, "admin-1");
    expect((await approve(stage, id, "admin-2")).withdrawal).toMatchObject({ status: 2, approvalsNeeded: 0 });
  });

  it("an approval for another place than it goes to is refused", async () => {
    await adjust(stage.wallet, "seen", "USD", 50_000n);
    const id = await ask(stage, "seen");
    const other = await bank("pinned", "IBAN third", false);
    const payoutMethodId = await bank("seen");
    const approval = deciding(id, "approve");
    await expect(stage.api.decideWithdrawal({ ...approval, payoutMethodId: other })).rejects.toEqual(
      code("destination_changed"),
    );
    expect((await stage.api.decideWithdrawal({ ...approval, payoutMethodId })).withdrawal?.status).toBe(2);
  });
});

it("while frozen approvals work and nothing starts; lifted, it goes on", async () => {
  await adjust(stage.wallet, "iced", "USD", 50_000n);
  await stage.api.createPayoutMethod({
    creatorId: "iced",
    kind: "manual",
    details: "IBAN",
    fields: {},
    isDefault: true,
  });
  const freeze = { actorId: "admin-1", reason: "looking" };
  await stage.api.setFreeze({ ...freeze, frozen: true });
  const id = await ask(stage, "iced");
  await approve(stage, id);
  await poll(async () => expect((await read(stage, id)).attention).toBe("frozen"));
  expect((await read(stage, id)).attempts).toEqual([]);
  expect((await stage.api.getFreeze({})).freeze).toMatchObject({
    frozen: true,
    by: "admin-1",
    reason: "looking",
  });
  await stage.api.setFreeze({ ...freeze, frozen: false });
  await poll(async () => expect((await read(stage, id)).attempts[0]?.state).toBe("sent"));
  // A second freeze, or lift, changes nothing.
  await stage.api.setFreeze({ ...freeze, frozen: false });
  expect((await eventsOf(stage, "withdrawals.freeze.changed.v1")).slice(-2)).toMatchObject([
    { frozen: true, by: "admin-1", reason: "looking" },
    { by: "admin-1", reason: "looking" },
  ]);
  expect(await reviewsOf(stage, "iced")).toEqual([]);
});

it("a hold whose answer was lost is completed; one that was never possible is undone", async () => {
  await adjust(stage.wallet, "left", "USD", 50_000n);
  const row = async (creatorId: string) => {
    const id = newUuid(Date.now());
    await stage.query(
      `INSERT INTO withdrawals.withdrawal (id, creator_id, amount, idempotency_key, request_hash, next_at) VALUES ($1, $2, 6000, 'k', '', now())`,
      [id, creatorId],
    );
    return publicId("withdrawal", id);
  };
  const [possible, impossible] = [await row("left"), await row("empty")];
  await poll(async () => expect(await statusOf(stage, possible)).toBe("PENDING"));
  expect(await balance(stage, "left")).toEqual([50_000n, 6_000n]);
  await poll(async () =>
    expect(await stage.query("SELECT 1 FROM withdrawals.withdrawal WHERE creator_id = 'empty'")).toEqual([]),
  );
  await expect(read(stage, impossible)).rejects.toEqual(code("withdrawal_not_found"));
});

it("lists in pages, newest first; stats count by status", async () => {
  const query = { creatorId: "", status: 0 as const, limit: 3, cursor: "", needsAttention: false };
  const first = await stage.api.listWithdrawals(query);
  const second = await stage.api.listWithdrawals({ ...query, cursor: first.nextCursor });
  const ids = [...first.withdrawals, ...second.withdrawals].map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted().reverse());
  expect(new Set(ids).size).toBe(6);
  const stats = await stage.api.getStats({});
  expect(stats.byStatus.find(({ status }) => status === 3)).toMatchObject({ count: 1n, amount: 10_000n });
  expect(stats.oldestPendingAt).toBeInstanceOf(Date);
});

it("all of it leaves history that can't be rewritten by the service, and checks that find nothing", async () => {
  const run = await stage.api.getIntegrity({ runNow: true });
  expect(run.checks.filter(({ ok }) => !ok)).toEqual([]);
  const { checks } = await stage.wallet.getIntegrity({ runNow: true });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});
