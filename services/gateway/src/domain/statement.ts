import type { Asset } from "@metercast/money";
import type { Entry } from "./account.ts";

/** An account over a range of days, added up. Amounts are signed minor units. */
export interface StatementSummary {
  asset: Asset;
  opening: bigint;
  closing: bigint;
  /** By what the entries refer to. */
  kinds: { referenceType: string; amount: bigint }[];
  /** In order. */
  months: MonthSum[];
  /** Those with most minutes. */
  streams: { streamId: string; minutes: bigint; amount: bigint }[];
  /** Minutes of the streams that are not listed. */
  otherStreams: { minutes: bigint; amount: bigint };
  /** Oldest first. */
  transfers: Entry[];
  moreTransfers: boolean;
}

export interface MonthSum {
  /** "2026-11" */
  month: string;
  minutes: bigint;
  /** Of minutes. */
  watched: bigint;
  /** Of transfers: payouts, top-ups, adjustments. */
  transferred: bigint;
}

interface Totals {
  openingBalance: bigint;
  closingBalance: bigint;
  months: { month: string; referenceType: string; minutes: bigint; amount: bigint }[];
  streams: StatementSummary["streams"];
  transfers: Entry[];
  moreTransfers: boolean;
}

const OF_MINUTES = new Set(["STREAM_VIEW", "STREAM_EARNINGS"]);

/** The summary, or undefined if the sums do not lead from the opening to the closing balance. */
export function summarize(asset: Asset, totals: Totals): StatementSummary | undefined {
  const { openingBalance: opening, closingBalance: closing, streams, transfers, moreTransfers } = totals;
  const months = new Map<string, MonthSum>();
  const kinds = new Map<string, bigint>();
  for (const { month, referenceType, minutes, amount } of totals.months) {
    const known = months.get(month) ?? { month, minutes: 0n, watched: 0n, transferred: 0n };
    const isMinutes = OF_MINUTES.has(referenceType);
    months.set(month, {
      month,
      minutes: known.minutes + minutes,
      watched: known.watched + (isMinutes ? amount : 0n),
      transferred: known.transferred + (isMinutes ? 0n : amount),
    });
    kinds.set(referenceType, (kinds.get(referenceType) ?? 0n) + amount);
  }
  const all = [...months.values()];
  if (opening + sum(all, ({ watched, transferred }) => watched + transferred) !== closing) return undefined;
  return {
    asset,
    opening,
    closing,
    kinds: [...kinds].map(([referenceType, amount]) => ({ referenceType, amount })),
    months: all,
    streams,
    otherStreams: {
      minutes: sum(all, ({ minutes }) => minutes) - sum(streams, ({ minutes }) => minutes),
      amount: sum(all, ({ watched }) => watched) - sum(streams, ({ amount }) => amount),
    },
    transfers,
    moreTransfers,
  };
}

const sum = <T>(rows: readonly T[], of: (row: T) => bigint): bigint =>
  rows.reduce((total, row) => total + of(row), 0n);
