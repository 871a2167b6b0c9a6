import { expect, it } from "vitest";
import { byDayAndStream, type Entry } from "./ledger-groups.ts";

let version = 100;
const entry = (at: string, amount: string, type = "STREAM_EARNINGS", id = "str_1"): Entry => ({
  id: `trf_${version}`,
  direction: amount.startsWith("-") ? "debit" : "credit",
  reference_type: type,
  reference_id: id,
  asset: "USD",
  amount: { amount, currency: "USD" },
  balance_after: { amount: "0.00", currency: "USD" },
  version: version--,
  created_at: at,
  metadata: {},
});

it("a stream's earnings of a day are one row; everything else stays an entry of its own", () => {
  const local = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
  const days = byDayAndStream([
    entry(local(24, 9), "13.20"),
    entry(local(24, 9), "-50.00", "WITHDRAWAL", "wdr_1"),
    entry(local(24, 8), "26.40"),
    entry(local(24, 8), "1.00", "STREAM_EARNINGS", "str_2"),
    entry(local(23, 23), "13.20"),
  ]);
  expect(days.map(({ day, amount }) => [day, amount.minor])).toEqual([
    ["2026-11-24", -940n],
    ["2026-11-23", 1_320n],
  ]);
  expect(days[0]?.rows.map(({ entries, amount }) => [entries.length, amount.minor])).toEqual([
    [2, 3_960n],
    [1, -5_000n],
    [1, 100n],
  ]);
  expect(days.flatMap(({ rows }) => rows.flatMap(({ entries }) => entries))).toHaveLength(5);
});
