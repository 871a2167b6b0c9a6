import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CheckoutView,
  coversCosts,
  inOrder,
  judgePayment,
  type MoneyMove,
  type TopUp,
} from "./top-up.ts";

const topUp: TopUp = {
  id: "t",
  viewerId: "v",
  packageId: "tokens_100",
  tokens: 100n,
  cents: 29_500n,
  state: "open",
  returnUrl: "",
  callNumber: 1,
  checkoutSessionId: "cs_1",
  checkoutUrl: "",
  feeCents: 0n,
  bookedCents: 29_500n,
  createdAt: 0,
};
const paid: CheckoutView = {
  id: "cs_1",
  topUpId: "t",
  payment: "paid",
  asked: { cents: 29_500n, currency: "usd" },
  paymentIntentId: "pi_1",
  chargeId: "ch_1",
  booked: { cents: 29_500n, currency: "usd", feeCents: 886n },
  receiptUrl: "",
  url: "",
};
const reviewed = (change: Partial<CheckoutView>, of: Partial<TopUp> = {}) => {
  const verdict = judgePayment({ ...topUp, ...of }, { ...paid, ...change });
  return verdict.kind === "review" ? verdict.found.kind : verdict.kind;
};

describe("a paid Checkout session", () => {
  it("is credited with what Stripe has booked of it, whatever the buyer's currency was", () => {
    const booked = { cents: 29_437n, currency: "usd", feeCents: 900n };
    expect(judgePayment(topUp, { ...paid, booked })).toMatchObject({
      kind: "paid",
      payment: { bookedCents: 29_437n, feeCents: 900n },
    });
    expect(reviewed({ booked: undefined })).toBe("not_booked");
  });

  it.each([
    ["another amount", { asked: { cents: 29_499n, currency: "usd" } }, {}, "amount_differs"],
    ["more than asked", { asked: { cents: 29_501n, currency: "usd" } }, {}, "amount_differs"],
    ["another currency", { asked: { cents: 29_500n, currency: "eur" } }, {}, "currency_differs"],
    ["no amount at all", { asked: undefined }, {}, "currency_differs"],
    [
      "another account",
      { booked: { cents: 27_000n, currency: "eur", feeCents: 0n } },
      {},
      "settled_in_other_currency",
    ],
    ["a second page", { id: "cs_2" }, {}, "second_payment"],
    ["a second page after the first", { id: "cs_2" }, { state: "credited" }, "second_payment"],
    ["a payment taken back", { payment: "failed" }, { state: "credited" }, "payment_undone"],
    [
      "a payment taken back before it was credited",
      { payment: "failed" },
      { state: "paid" },
      "payment_undone",
    ],
  ] as const)("of %s needs a person at once", (_, change, of, kind) => {
    expect(reviewed(change, of)).toBe(kind);
  });

  it("counts also where the row was given up before", () => {
    expect(reviewed({}, { state: "expired" })).toBe("paid");
    expect(reviewed({}, { state: "failed" })).toBe("paid");
    expect(reviewed({}, { state: "credited" })).toBe("decided");
  });
});

it("a session that is not paid ends its top-up without a case", () => {
  expect(judgePayment(topUp, { ...paid, payment: "failed" })).toEqual({ kind: "over", state: "failed" });
  expect(judgePayment(topUp, { ...paid, payment: "expired" })).toEqual({ kind: "over", state: "expired" });
  expect(reviewed({ payment: "waiting" })).toBe("waiting");
  expect(reviewed({ id: "cs_2", payment: "expired" })).toBe("waiting");
});

it("of several new moves those come first that spare the viewer's tokens, and none is left out", () => {
  const move = (id: string, cents: bigint): MoneyMove => ({
    id,
    sourceId: "dp_1",
    kind: "dispute",
    cents,
    currency: "usd",
    feeCents: 0n,
    reason: "",
  });
  const won = [move("out", -5n), move("back", 5n)];
  expect(inOrder(won, 0n).map(({ id }) => id)).toEqual(["back", "out"]);
  const lostAgain = [move("back", 5n), move("out", -5n)];
  expect(inOrder(lostAgain, 5n).map(({ id }) => id)).toEqual(["out", "back"]);
  fc.assert(
    fc.property(fc.array(fc.bigInt(-9n, 9n)), fc.bigInt(-9n, 9n), (amounts, away) => {
      const moves = amounts.map((cents, index) => move(String(index), cents));
      expect(new Set(inOrder(moves, away))).toEqual(new Set(moves));
    }),
  );
});

it("a package must bring more than its minutes cost", () => {
  expect(coversCosts({ id: "a", tokens: 50n, cents: 13_200n }, 5n, 1_320n)).toBe(false);
  expect(coversCosts({ id: "a", tokens: 50n, cents: 13_201n }, 5n, 1_320n)).toBe(true);
});
