import { MAX_BALANCE } from "@metercast/money";
import { expect, it } from "vitest";
import type { Account } from "./account.ts";
import { applyTransfers } from "./apply-transfers.ts";
import { adjustment, holdPosted } from "./templates.ts";

/** What must be applicable. */
function applied(...input: Parameters<typeof applyTransfers>) {
  const result = applyTransfers(...input);
  if (typeof result === "string") throw new Error(result);
  return result;
}

const account = (posted: bigint, held = 0n): Account => ({
  account: 1n,
  userId: "u",
  asset: "USD",
  posted,
  held,
  version: 7n,
});

it("each user side takes one version and carries the balance after it", () => {
  const { transfers } = applied(adjustment("u", "USD", "credit", 5n), [account(10n)]);
  expect(transfers[0]?.creditAfter).toEqual({ account: 1n, balance: 15n, version: 8n });
  expect(transfers[0]?.debitAfter).toBeUndefined();
});

it("what is held is not available to a debit", () => {
  expect(applyTransfers(adjustment("u", "USD", "debit", 6n), [account(10n, 5n)])).toBe("insufficient_funds");
  expect(applied(adjustment("u", "USD", "debit", 5n), [account(10n, 5n)]).accounts[0]?.posted).toBe(5n);
});

it("the accounts given are left as they are", () => {
  const given = account(10n);
  applyTransfers(holdPosted("u", 5n), [given]);
  expect(given.posted).toBe(10n);
});

it("a transfer of nothing is a mistake of ours, not a posting", () => {
  expect(() =>
    applyTransfers(adjustment("u", "TOKEN", "credit", 0n), [{ ...account(0n), asset: "TOKEN" }]),
  ).toThrow();
});

it("a balance that nobody could say exactly is refused", () => {
  const full = account(MAX_BALANCE - 1n);
  expect(applied(adjustment("u", "USD", "credit", 1n), [full]).accounts[0]?.posted).toBe(MAX_BALANCE);
  expect(applyTransfers(adjustment("u", "USD", "credit", 2n), [full])).toBe("limit_exceeded");
});
