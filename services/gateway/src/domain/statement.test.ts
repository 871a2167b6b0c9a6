import { expect, it } from "vitest";
import { summarize } from "./statement.ts";

const totals = {
  openingBalance: 1_000n,
  closingBalance: 3_640n,
  months: [
    { month: "2026-10", referenceType: "STREAM_EARNINGS", minutes: 3n, amount: 3_960n },
    { month: "2026-11", referenceType: "STREAM_EARNINGS", minutes: 1n, amount: 1_320n },
    { month: "2026-11", referenceType: "WITHDRAWAL", minutes: 0n, amount: -2_640n },
  ],
  streams: [{ streamId: "str_1", minutes: 3n, amount: 3_960n }],
  transfers: [],
  moreTransfers: false,
};

it("a statement adds up by month, by kind and by stream; the streams that are not listed are one sum", () => {
  expect(summarize("USD", totals)).toMatchObject({
    opening: 1_000n,
    closing: 3_640n,
    kinds: [
      { referenceType: "STREAM_EARNINGS", amount: 5_280n },
      { referenceType: "WITHDRAWAL", amount: -2_640n },
    ],
    months: [
      { month: "2026-10", minutes: 3n, watched: 3_960n, transferred: 0n },
      { month: "2026-11", minutes: 1n, watched: 1_320n, transferred: -2_640n },
    ],
    otherStreams: { minutes: 1n, amount: 1_320n },
  });
});

it("sums that do not lead to the closing balance are no statement", () => {
  expect(summarize("USD", { ...totals, closingBalance: 3_639n })).toBeUndefined();
});
