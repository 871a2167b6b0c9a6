import { expect, it } from "vitest";
import type { Trace } from "./payout-types.ts";
import { branchesOf, differenceOf, fundingOf } from "./trace-tree.ts";

const usd = (amount: string) => ({ amount, currency: "USD" as const });
const day = (stream_id: string, on: string, minutes: number, amount: string) => ({
  stream_id,
  title: stream_id === "str_1" ? "Evening walk" : null,
  day: on,
  minutes,
  amount: usd(amount),
});
const page = (streams: ReturnType<typeof day>[], others: string[] = []): Trace => ({
  id: "wdr_1",
  kind: "withdrawal",
  user_id: "c",
  amount: usd("100.00"),
  steps: [],
  withdrawal: null,
  funded_by: {
    total: usd("100.00"),
    provisional: false,
    streams,
    others: others.map((amount) => ({
      transfer_id: "trf_1",
      reference_type: "ADJUSTMENT",
      amount: usd(amount),
      at: "2026-11-23T18:15:00Z",
      actor_id: null,
      reason: null,
    })),
    unknown: usd("0.00"),
  },
  has_more: false,
  next_cursor: null,
});

it("a stream has the sum of its days, oldest first", () => {
  const branches = branchesOf([
    day("str_1", "2026-11-24", 2, "26.40"),
    day("str_2", "2026-11-23", 1, "13.20"),
    day("str_1", "2026-11-23", 1, "13.20"),
  ]);
  expect(
    branches.map(({ title, minutes, amount, days }) => [title, minutes, amount.minor, days.length]),
  ).toEqual([
    ["Evening walk", 3, 3_960n, 2],
    [null, 1, 1_320n, 1],
  ]);
  expect(branches[0]?.days.map((one) => one.day)).toEqual(["2026-11-23", "2026-11-24"]);
});

it("the pages of a trail together are its total, or say by how much they differ", () => {
  const pages = [
    page([day("str_1", "2026-11-23", 6, "79.20")]),
    page([day("str_2", "2026-11-24", 1, "13.20")], ["7.60"]),
  ];
  const whole = fundingOf(pages);
  expect(whole && differenceOf(whole).minor).toBe(0n);
  const part = fundingOf(pages.slice(0, 1));
  expect(part && differenceOf(part).minor).toBe(2_080n);
  expect(fundingOf([{ ...page([]), funded_by: null }])).toBe(null);
});
