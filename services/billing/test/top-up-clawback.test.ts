import { newUuid } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { adjust, insist, poll } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PACKAGE, type Shop, startShop } from "./top-up-stage.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

const MINUTES = 4;
const EARNED = BigInt(MINUTES) * 1_320n;

/** A viewer who bought tokens and paid a creator four minutes of five tokens. */
async function watched(name: string): Promise<{ creator: string; chargeId: string }> {
  const { wallet } = shop.stage;
  const creator = `${name}-creator`;
  const { chargeId } = await shop.bought(name);
  const { accounts } = await wallet.openAccounts({
    accounts: [
      { userId: name, asset: Asset.ASSET_TOKEN },
      { userId: creator, asset: Asset.ASSET_USD },
    ],
  });
  const session = Buffer.from(newUuid(Date.now()).replaceAll("-", ""), "hex");
  const due = {
    terms: [
      {
        streamId: Buffer.from(newUuid(Date.now()).replaceAll("-", ""), "hex"),
        creatorAccount: accounts[1]?.account ?? 0n,
        tokensPerMinute: 5n,
        creatorCentsPerMinute: 1_320n,
      },
    ],
    sessionIds: Buffer.concat(Array.from({ length: MINUTES }, () => session)),
    minutes: Array.from({ length: MINUTES }, (_, i) => i + 1),
    viewerAccounts: Array.from({ length: MINUTES }, () => accounts[0]?.account ?? 0n),
    termIndexes: Array.from({ length: MINUTES }, () => 0),
  };
  await insist(() => wallet.postMinutes({ due }));
  expect(await posted(creator)).toBe(EARNED);
  return { creator, chargeId };
}

const posted = async (userId: string) =>
  (await insist(() => shop.stage.wallet.getBalances({ userId }))).accounts[0]?.posted;
const has = (userId: string, cents: bigint) =>
  poll(
    () => posted(userId),
    (now) => now === cents,
  );
const clawbacks = async (userId: string) => {
  const page = {
    asset: Asset.ASSET_USD,
    limit: 50,
    cursor: "",
    streamId: "",
    from: undefined,
    to: undefined,
  };
  const { entries } = await shop.stage.wallet.listEntries({ userId, referenceType: "", ...page });
  return entries
    .filter(({ referenceType }) => referenceType.startsWith("CLAWBACK"))
    .map(({ referenceType, amount }) => [referenceType, amount])
    .reverse();
};

it("a dispute at Stripe takes back what the spent tokens earned the creator; won, it is the creator's again", async () => {
  const { creator, chargeId } = await watched("disputed");
  await shop.stripe.control.setWebhookMode({ duplicate: 3, shuffle: true, seed: 7 });
  const { id } = await shop.stripe.control.disputeCharge({ id: chargeId });
  await has(creator, 0n);
  expect(await clawbacks(creator)).toEqual([["CLAWBACK", -EARNED]]);
  await shop.stripe.control.closeDispute({ id, won: true });
  await has(creator, EARNED);
  await shop.quiet();
  expect(await clawbacks(creator)).toEqual([
    ["CLAWBACK", -EARNED],
    ["CLAWBACK_RETURNED", EARNED],
  ]);
  expect(await shop.tokens("disputed")).toBe(PACKAGE.tokens - 20n);
  await shop.calm();
  await shop.booksAreRight();
});

it.each(["wallet.clawback_after_trace", "wallet.clawback_after_share", "wallet.clawback_before_done"])(
  "the wallet killed at %s: the next one takes back the same, once",
  async (point) => {
    const name = point.replaceAll(/[._]/g, "-");
    const { creator, chargeId } = await watched(name);
    const { world } = shop.stage;
    const armed = await world.arm("wallet", point);
    await shop.stripe.control.refundCharge({ id: chargeId });
    expect((await armed.exited).signal).toBe("SIGKILL");
    await world.restart("wallet");
    await has(creator, 0n);
    await shop.quiet();
    expect(await clawbacks(creator)).toEqual([["CLAWBACK", -EARNED]]);
    await shop.booksAreRight();
  },
);

it("the wallet killed after it collected a debt: the next one collects no more", async () => {
  const { creator, chargeId } = await watched("owing");
  const { world, wallet, sql } = shop.stage;
  await adjust(wallet, creator, "USD", -EARNED);
  const armed = await world.restart("wallet", {
    METERCAST_FAILPOINT: "wallet.debt_after_collect",
    CLAWBACK_POLICY: "pass_on",
  });
  await shop.stripe.control.refundCharge({ id: chargeId });
  const owed =
    "SELECT sum(debt_cents)::int AS cents FROM wallet.clawback_entry JOIN wallet.account ON id = creator WHERE owner = $1";
  await poll(
    () => sql.query(owed, [creator]),
    ({ rows }) => rows[0].cents === Number(EARNED),
  );
  const paid = adjust(wallet, creator, "USD", EARNED + 500n);
  expect((await armed.exited).signal).toBe("SIGKILL");
  await world.restart("wallet");
  await paid;
  await has(creator, 500n);
  await shop.quiet();
  expect(await clawbacks(creator)).toEqual([["CLAWBACK", -EARNED]]);
  await shop.booksAreRight();
});
