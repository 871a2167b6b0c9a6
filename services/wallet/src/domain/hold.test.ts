import { expect, it } from "vitest";
import type { Account } from "./account.ts";
import { type Hold, judgeEnd, type NewHold, place, post, release } from "./hold.ts";

const account: Account = { account: 1n, userId: "c", asset: "USD", posted: 100n, held: 40n, version: 7n };
const wanted: NewHold = {
  id: "h1",
  userId: "c",
  asset: "USD",
  amount: 60n,
  referenceType: "WITHDRAWAL",
  referenceId: "wdr_1",
};
const held: Hold = { ...wanted, status: "held", transferId: undefined, account };

it("a hold reserves what is available, takes a version, and moves nothing", () => {
  expect(place(wanted, account, undefined)).toMatchObject({
    status: "held",
    account: { posted: 100n, held: 100n, version: 8n },
  });
});

it("a hold of more than is available, or of a user without an account, is declined", () => {
  expect(place({ ...wanted, amount: 61n }, account, undefined)).toBe("insufficient_funds");
  expect(place(wanted, undefined, undefined)).toBe("insufficient_funds");
});

it("the same hold again is the earlier one, also after it ended; another one with its id is a conflict", () => {
  expect(place(wanted, account, held)).toBe(held);
  const voided: Hold = { ...held, status: "voided" };
  expect(place(wanted, account, voided)).toBe(voided);
  for (const other of [{ amount: 59n }, { userId: "d" }, { asset: "TOKEN" as const }])
    expect(place({ ...wanted, ...other }, account, held)).toBe("idempotency_conflict");
});

it.each([
  ["held", "posted", "ends"],
  ["held", "voided", "ends"],
  ["posted", "posted", "ended"],
  ["voided", "voided", "ended"],
  ["posted", "voided", "hold_posted"],
  ["voided", "posted", "hold_voided"],
] as const)("a hold that is %s and is to be %s: %s", (status, end, expected) => {
  expect(judgeEnd({ ...held, status }, end)).toBe(expected);
});

it("a posted hold leaves the account by one transfer into transit, also where nothing else is available", () => {
  const full = { ...account, held: 100n };
  const { account: after, transfers } = post(held, full);
  expect(after).toMatchObject({ posted: 40n, held: 40n, version: 8n });
  expect(transfers).toMatchObject([{ amount: 60n, credit: { platform: "payouts_in_transit" } }]);
  expect(transfers[0]?.debitAfter).toEqual({ account: 1n, balance: 40n, version: 8n });
});

it("a released hold is available again and takes a version", () => {
  expect(release(held, { ...account, held: 100n })).toMatchObject({ posted: 100n, held: 40n, version: 8n });
});
