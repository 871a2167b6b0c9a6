import { describe, expect, it } from "vitest";
import { PLATFORM_ACCOUNTS } from "./account.ts";
import { adjustment, clientTransfer, holdPosted, type Movement, topUp } from "./templates.ts";

const all: [string, Movement[]][] = [
  ["a credit adjustment", adjustment("u", "TOKEN", "credit", 5n)],
  ["a debit adjustment", adjustment("u", "USD", "debit", 5n)],
  ["a client's credit", clientTransfer("u", "USD", "credit", 5n, "platform_usd")],
  ["a top-up", topUp("u", 100n, 999n)],
  ["a posted hold", holdPosted("u", 5000n)],
];

describe.each(all)("%s", (_, movements) => {
  it("moves each asset between accounts of that asset", () => {
    for (const { debit, credit, asset } of movements) {
      for (const side of [debit, credit]) {
        expect("platform" in side ? PLATFORM_ACCOUNTS[side.platform] : side.asset).toBe(asset);
      }
    }
  });
});

it("a credit comes to the user and a debit leaves him", () => {
  expect(adjustment("u", "TOKEN", "credit", 5n)[0]).toMatchObject({ credit: { userId: "u" } });
  expect(adjustment("u", "TOKEN", "debit", 5n)[0]).toMatchObject({ debit: { userId: "u" } });
});
