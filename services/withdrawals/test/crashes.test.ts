import type { Failpoint } from "@metercast/runtime";
import { poll } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  approve,
  asking,
  balance,
  booksBalance,
  creator,
  moneyOut,
  reaches,
  type Stage,
  sentOnce,
  startStage,
  statusOf,
} from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

/** The service with a bomb in it; `work` sets it off, then it is started again without. */
async function crashing(at: string, work: () => Promise<unknown>): Promise<void> {
  const armed = await stage.world.arm("withdrawals", at);
  await work().catch(() => undefined);
  expect((await armed.exited).signal).toBe("SIGKILL");
  await stage.world.restart("withdrawals");
}

const ofRequest: Failpoint[] = ["withdrawals.placing_committed", "withdrawals.hold_placed"];
it.each(ofRequest)("killed at %s: the same key finds one withdrawal with one hold", async (point) => {
  await creator(stage, point);
  const wish = asking(point);
  await crashing(point, () => stage.api.createWithdrawal(wish));
  let id = "";
  await poll(async () => {
    const { withdrawal } = await stage.api.createWithdrawal(wish);
    id = withdrawal?.id ?? "";
  });
  expect(await balance(stage, point)).toEqual([100_000n, 10_000n]);
  await approve(stage, id);
  await reaches(stage, id, "COMPLETED");
  expect(await balance(stage, point)).toEqual([90_000n, 0n]);
});

/** Replies are stored three times: after the transfer, the payout, and (when it fails) the reversal. */
const ofPayout = [
  "withdrawals.before_attempt_commit",
  "withdrawals.after_attempt_commit",
  "withdrawals.after_stripe_accepted",
  "withdrawals.after_stripe_accepted:2",
  "withdrawals.before_reply_stored",
  "withdrawals.before_reply_stored:2",
];
it.each(ofPayout)("killed at %s: paid exactly once", async (point) => {
  await creator(stage, point);
  const { withdrawal } = await stage.api.createWithdrawal(asking(point));
  const id = withdrawal?.id ?? "";
  await crashing(point, () => approve(stage, id));
  await reaches(stage, id, "COMPLETED");
  expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  expect(await balance(stage, point)).toEqual([90_000n, 0n]);
});

it.each(["withdrawals.after_stripe_accepted:2", "withdrawals.before_reply_stored:2"])(
  "killed at %s of an instant payout: paid exactly once, without its fee",
  async (point) => {
    const creatorId = `instant-${point}`;
    await creator(stage, creatorId);
    const { withdrawal } = await stage.api.createWithdrawal({ ...asking(creatorId), speed: "instant" });
    const id = withdrawal?.id ?? "";
    await crashing(point, () => approve(stage, id));
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
    const { payouts } = await stage.stripe.control.state();
    const sent = Object.values(payouts).filter(({ object }) => object.metadata.withdrawal_id === id);
    expect(sent.map(({ object }) => [object.method, object.amount])).toEqual([["instant", 9_900]]);
    expect(await balance(stage, creatorId)).toEqual([90_000n, 0n]);
  },
);

it.each(["withdrawals.after_stripe_accepted:3", "withdrawals.before_reply_stored:3"])(
  "killed at %s, while the transfer is reversed: the money comes back once",
  async (point) => {
    await creator(stage, point);
    await stage.stripe.control.planPayout({ outcome: "fail" });
    const { withdrawal } = await stage.api.createWithdrawal(asking(point));
    const id = withdrawal?.id ?? "";
    await crashing(point, () => approve(stage, id));
    await reaches(stage, id, "FAILED");
    await poll(async () => expect(await balance(stage, point)).toEqual([100_000n, 0n]));
    expect(await moneyOut(stage, id)).toEqual({ transfers: 0, payouts: 0 });
  },
);

it("the relay killed between publishing and marking: the wallet hears twice and books once", async () => {
  await creator(stage, "twice");
  const wish = asking("twice");
  const { withdrawal } = await stage.api.createWithdrawal(wish);
  const id = withdrawal?.id ?? "";
  await crashing("relay.between_publish_and_mark", () => approve(stage, id));
  await reaches(stage, id, "COMPLETED");
  expect(await balance(stage, "twice")).toEqual([90_000n, 0n]);
});

it("two replicas at work pay each withdrawal once", async () => {
  const other = await stage.world.startAnother("withdrawals");
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) {
    await creator(stage, `both-${n}`);
    const { withdrawal } = await stage.api.createWithdrawal(asking(`both-${n}`));
    ids.push(withdrawal?.id ?? "");
  }
  await Promise.all(ids.map((id) => approve(stage, id)));
  for (const id of ids) await reaches(stage, id, "COMPLETED");
  for (const id of ids) expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  await other.stop();
  expect(await statusOf(stage, ids[0] ?? "")).toBe("COMPLETED");
});

it("after all of it the books balance, and are what Stripe's records say; each payout that was sent was announced once", async () => {
  await booksBalance(stage);
  await sentOnce(stage);
});
