import { type EventMessage, type EventType, encodeEvent, newUuid, publicId } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { HoldStatus, WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Broker, connectBroker } from "@metercast/outbox";
import { type Caller, callGrpc, createLogger } from "@metercast/runtime";
import { adjust, eventHeaders, startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let world: World;
let broker: Broker;
let wallet: Caller<typeof WalletServiceService>;

beforeAll(async () => {
  world = await startWorld({ services: ["wallet"] });
  broker = await connectBroker(world.nats.url, "test", createLogger("test", "error"));
  wallet = callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", { deadlineMs: 60_000 });
});
afterAll(async () => {
  await broker?.close();
  await world?.stop();
});

const publish = <T extends EventType>(type: T, message: EventMessage<T>) =>
  broker.jetstream.publish(type, encodeEvent(type, message).payload, { headers: eventHeaders(type) });

const account = async (userId: string) => {
  const [found] = (await wallet.getBalances({ userId })).accounts;
  return [found?.posted, found?.held];
};
const platform = async (name: string) =>
  (await wallet.getPlatformBalances({})).balances.find((balance) => balance.name === name)?.balance ?? 0n;

/** A creator with $100 of which `amount` is held for a withdrawal. */
async function requested(creatorId: string, amount = 10_000n) {
  await adjust(wallet, creatorId, "USD", 10_000n);
  const uuid = newUuid(Date.now());
  const ids = {
    withdrawalId: publicId("withdrawal", uuid),
    holdId: publicId("hold", uuid),
    attemptId: publicId("attempt", uuid),
  };
  await wallet.placeHold({
    holdId: ids.holdId,
    userId: creatorId,
    asset: Asset.ASSET_USD,
    amount,
    referenceType: "WITHDRAWAL",
    referenceId: ids.withdrawalId,
    channel: "stripe",
  });
  const decided = {
    withdrawalId: ids.withdrawalId,
    creatorId,
    amount,
    holdId: ids.holdId,
    occurredAt: new Date(),
    method: "stripe",
  };
  const payout = {
    withdrawalId: ids.withdrawalId,
    attemptId: ids.attemptId,
    creatorId,
    amount,
    method: "stripe",
    railFee: 0n,
    charged: 0n,
    feeReturned: 0n,
  };
  return { ...ids, decided, payout };
}

describe("a payout channel that the books have no account for", () => {
  it("is refused when the amount is to be held, and when the hold is to be posted: nothing has moved", async () => {
    const { decided, holdId, withdrawalId } = await requested("by-pigeon");
    const hold = {
      holdId: publicId("hold", newUuid(Date.now())),
      userId: "by-pigeon",
      asset: Asset.ASSET_USD,
      amount: 1n,
      referenceType: "WITHDRAWAL",
      referenceId: withdrawalId,
      channel: "pigeon",
    };
    await expect(wallet.placeHold(hold)).rejects.toMatchObject({ code: "payouts_not_available" });
    await publish("withdrawals.withdrawal.approved.v1", { ...decided, decidedBy: "admin", method: "pigeon" });
    // Messages of one subject are taken in turn: when this one is posted, that one was refused.
    const later = await requested("by-stripe");
    await publish("withdrawals.withdrawal.approved.v1", { ...later.decided, decidedBy: "admin", method: "" });
    await expect.poll(() => account("by-stripe")).toEqual([0n, 0n]);
    const { holds } = await wallet.getHolds({ holdIds: [holdId] });
    expect(holds).toMatchObject([{ status: HoldStatus.HOLD_STATUS_HELD }]);
    await publish("withdrawals.withdrawal.approved.v1", { ...decided, decidedBy: "admin" });
    await expect.poll(() => account("by-pigeon")).toEqual([0n, 0n]);
  });
});

describe("a withdrawal's events", () => {
  it("approved: what was held leaves the creator and is on its way; paid: it has left; each once", async () => {
    const inTransit = await platform("payouts_in_transit");
    const outside = await platform("external_stripe");
    const { decided, payout, holdId } = await requested("w1");
    expect(await account("w1")).toEqual([10_000n, 10_000n]);
    for (let i = 0; i < 3; i++)
      await publish("withdrawals.withdrawal.approved.v1", { ...decided, decidedBy: "admin" });
    await expect.poll(() => account("w1")).toEqual([0n, 0n]);
    expect(await platform("payouts_in_transit")).toBe(inTransit + 10_000n);
    for (let i = 0; i < 3; i++) await publish("withdrawals.payout.paid.v1", payout);
    await expect.poll(() => platform("payouts_in_transit")).toEqual(inTransit);
    expect(await platform("external_stripe")).toBe(outside + 10_000n);
    expect((await wallet.getHolds({ holdIds: [holdId] })).holds[0]?.status).toBe(
      HoldStatus.HOLD_STATUS_POSTED,
    );
  });

  it("rejected and canceled: what was held is available again", async () => {
    for (const [creator, type] of [
      ["w2", "withdrawals.withdrawal.rejected.v1"],
      ["w3", "withdrawals.withdrawal.canceled.v1"],
    ] as const) {
      const { decided } = await requested(creator);
      await publish(type, { ...decided, decidedBy: "admin", note: "no" });
      await expect.poll(() => account(creator)).toEqual([10_000n, 0n]);
    }
  });

  it("failed, and paid then returned: the money is the creator's again, with the reason on the entry", async () => {
    const failed = await requested("w4");
    await publish("withdrawals.withdrawal.approved.v1", { ...failed.decided, decidedBy: "admin" });
    await publish("withdrawals.payout.failed.v1", { ...failed.payout, reason: "account_closed" });
    await expect.poll(() => account("w4")).toEqual([10_000n, 0n]);

    const outside = await platform("external_bank");
    const returned = await requested("w5");
    const payout = { ...returned.payout, method: "manual", charged: 100n };
    const income = await platform("payout_fee_income");
    await publish("withdrawals.withdrawal.approved.v1", { ...returned.decided, decidedBy: "admin" });
    await publish("withdrawals.payout.paid.v1", payout);
    await expect.poll(() => platform("external_bank")).toEqual(outside + 9_900n);
    expect(await platform("payout_fee_income")).toBe(income + 100n);
    await publish("withdrawals.payout.returned.v1", { ...payout, reason: "no such account" });
    await expect.poll(() => account("w5")).toEqual([10_000n, 0n]);
    expect(await platform("external_bank")).toBe(outside);
    expect(await platform("payout_fee_income")).toBe(income);
    const { entries } = await wallet.listEntries({
      userId: "w5",
      asset: 0,
      limit: 1,
      cursor: "",
      referenceType: "",
      from: undefined,
      to: undefined,
      streamId: "",
    });
    expect(entries[0]).toMatchObject({
      referenceType: "WITHDRAWAL_RETURN",
      amount: 10_000n,
      metadata: { reason: "no such account" },
    });
  });
});

describe("a top-up", () => {
  const topUp = { topUpId: "cs_1", userId: "t1", tokens: 100n, cents: 999n, feeCents: 59n };

  it("credits its tokens once, however often it is reported as paid", async () => {
    const outside = await platform("external_stripe");
    const answers = await Promise.all(Array.from({ length: 8 }, () => wallet.postTopUp(topUp)));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await account("t1")).toEqual([100n, 0n]);
    // What is at Stripe is a debit balance: 999 came in, 59 were kept.
    expect(await platform("external_stripe")).toBe(outside - 999n + 59n);
    await expect(wallet.postTopUp({ ...topUp, tokens: 101n })).rejects.toMatchObject({
      code: "idempotency_conflict",
    });
  });

  const spend = (userId: string, amount: bigint) => adjust(wallet, userId, "TOKEN", -amount);

  it("whose money moves gives back what is unspent, shows what isn't, and leaves nobody below zero; back, it is undone; each entry of Stripe once", async () => {
    await wallet.postTopUp({ ...topUp, topUpId: "cs_2", userId: "t2" });
    await spend("t2", 60n);
    const of = { sourceId: "dp_1", topUpId: "cs_2", userId: "t2", tokens: 100n, cents: 999n };
    const gone = { ...of, balanceTransactionId: "txn_1", amountCents: -999n, feeCents: 15n };
    const outside = await platform("external_stripe");
    const expected = { tokensTaken: 40n, centsRecovered: 399n, centsLost: 600n };
    const answers = await Promise.all(Array.from({ length: 4 }, () => wallet.moveTopUpMoney(gone)));
    for (const answer of answers) expect(answer).toMatchObject(expected);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    // What went back to the buyer and what Stripe keeps for the dispute are no longer there.
    expect(await platform("external_stripe")).toBe(outside + 999n + 15n);
    expect(await account("t2")).toEqual([0n, 0n]);
    await wallet.postTopUp({ ...topUp, topUpId: "cs_3", userId: "t2" });
    expect(await wallet.moveTopUpMoney(gone)).toMatchObject({ ...expected, replayed: true });
    expect(await account("t2")).toEqual([100n, 0n]);

    const there = await platform("external_stripe");
    const back = { ...of, balanceTransactionId: "txn_2", amountCents: 999n, feeCents: -15n };
    const undone = await Promise.all(Array.from({ length: 4 }, () => wallet.moveTopUpMoney(back)));
    const given = { tokensTaken: -40n, centsRecovered: -399n, centsLost: -600n };
    for (const answer of undone) expect(answer).toMatchObject(given);
    expect(undone.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await platform("external_stripe")).toBe(there - 999n - 15n);
    expect(await account("t2")).toEqual([140n, 0n]);
    // Won, and lost after all.
    await wallet.moveTopUpMoney({ ...gone, balanceTransactionId: "txn_3" });
    expect(await account("t2")).toEqual([40n, 0n]);
    await expect(wallet.moveTopUpMoney({ ...gone, amountCents: -998n })).rejects.toMatchObject({
      code: "idempotency_conflict",
    });
  });

  it("whose balance transactions come at once, in any order, ends at their sum", async () => {
    await wallet.postTopUp({ ...topUp, topUpId: "cs_4", userId: "t4" });
    const of = { sourceId: "re_1", topUpId: "cs_4", userId: "t4", tokens: 100n, cents: 999n, feeCents: 0n };
    const amounts = [...Array<bigint>(10).fill(-1n), -500n, 500n, -499n];
    const outside = await platform("external_stripe");
    await Promise.all(
      [...amounts.entries()].map(([index, amountCents]) =>
        wallet.moveTopUpMoney({ ...of, balanceTransactionId: `txn_4_${index}`, amountCents }),
      ),
    );
    // 509 of 999 cents: 50.95 tokens.
    expect(await account("t4")).toEqual([49n, 0n]);
    expect(await platform("external_stripe")).toBe(outside + 509n);
  });
});

it("what moves at Stripe without an order of ours is booked once by Stripe's balance transaction: fees, and the platform's money in and out", async () => {
  const names = ["external_stripe", "stripe_fees", "platform_funding"];
  const read = () => Promise.all(names.map(platform));
  const [stripe = 0n, fees = 0n, funding = 0n] = await read();
  const fee = { balanceTransactionId: "txn_fee", fundingCents: 0n, feeCents: 25n };
  const told = await Promise.all(Array.from({ length: 6 }, () => wallet.postBalanceTransaction(fee)));
  expect(told.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(await read()).toEqual([stripe + 25n, fees - 25n, funding]);
  await wallet.postBalanceTransaction({ balanceTransactionId: "txn_in", fundingCents: 900n, feeCents: 0n });
  await wallet.postBalanceTransaction({ balanceTransactionId: "txn_out", fundingCents: -300n, feeCents: 0n });
  expect(await read()).toEqual([stripe + 25n - 600n, fees - 25n, funding + 600n]);
  const code = (expected: string) => expect.objectContaining({ code: expected });
  await expect(wallet.postBalanceTransaction({ ...fee, feeCents: 26n })).rejects.toEqual(
    code("idempotency_conflict"),
  );
  await expect(wallet.postBalanceTransaction({ ...fee, feeCents: 0n })).rejects.toEqual(
    code("invalid_request"),
  );
});

it("all of it leaves books that every check finds right", async () => {
  const run = await wallet.getIntegrity({ runNow: true });
  expect(run.checks.filter(({ ok }) => !ok)).toEqual([]);
});
