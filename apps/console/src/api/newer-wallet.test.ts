import { expect, it } from "vitest";
import type { Schemas } from "./client.ts";
import { newerWallet } from "./newer-wallet.ts";

const tokens = (available: number, version: number): Schemas["Account"] => ({
  asset: "TOKEN",
  posted: available,
  held: 0,
  available,
  version,
});
const dollars = (amount: string, version: number): Schemas["Account"] => {
  const money = { amount, currency: "USD" } as const;
  return {
    asset: "USD",
    posted: money,
    held: { amount: "0.00", currency: "USD" },
    available: money,
    version,
  };
};
const wallet = (low_balance: boolean, ...accounts: Schemas["Account"][]): Schemas["Wallet"] => ({
  accounts,
  low_balance,
  runs_out_at: null,
});

it("an answer that was overtaken by an event on its way does not take the balance back", () => {
  const told = wallet(true, tokens(7, 3), dollars("1.00", 1));
  const late = wallet(false, tokens(12, 2), dollars("2.00", 2));
  const { low_balance, accounts } = newerWallet(told, late);
  expect(low_balance).toBe(true);
  expect(accounts).toHaveLength(2);
  expect(accounts).toEqual(expect.arrayContaining([tokens(7, 3), dollars("2.00", 2)]));
});

it("an account that was opened since is kept", () => {
  expect(newerWallet(wallet(false, tokens(7, 1)), wallet(false)).accounts).toEqual([tokens(7, 1)]);
});

it("whatever is as new or newer is taken", () => {
  const answered = wallet(false, tokens(12, 3));
  expect(newerWallet(undefined, answered)).toEqual(answered);
  expect(newerWallet(wallet(true, tokens(7, 3)), answered)).toEqual(answered);
  expect(newerWallet(wallet(true, tokens(7, 2)), answered)).toEqual(answered);
});
