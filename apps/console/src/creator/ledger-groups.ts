import type { Schemas } from "../api/client.ts";
import { type Amount, amountOf, sum } from "../format/money.ts";
import { dayKey } from "../format/time.ts";

export type Entry = Schemas["Entry"];

/** What a stream earned on a day, or one entry of another kind. The newest entry comes first. */
export interface LedgerRow {
  key: string;
  first: Entry;
  entries: Entry[];
  amount: Amount;
}

export interface LedgerDay {
  /** "2026-12-04", in the reader's zone. */
  day: string;
  amount: Amount;
  rows: LedgerRow[];
}

/**
 * Entries, newest first, by day; earnings of one stream on one day are one row, at the place of the newest.
 * More entries of the last day may follow on the next page: then they join their rows.
 */
export function byDayAndStream(entries: readonly Entry[]): LedgerDay[] {
  const days = new Map<string, Map<string, Entry[]>>();
  for (const entry of entries) {
    const day = dayKey(entry.created_at);
    const rows = days.get(day) ?? new Map<string, Entry[]>();
    const key = keyOf(entry);
    const row = rows.get(key);
    if (row) row.push(entry);
    else rows.set(key, [entry]);
    days.set(day, rows);
  }
  return [...days].map(([day, groups]) => {
    const rows = [...groups].map(([key, group]): LedgerRow => {
      const amount = sum(
        group.map((entry) => amountOf(entry.amount)),
        "USD",
      );
      return { key: `${day} ${key}`, first: group[0]!, entries: group, amount };
    });
    return {
      day,
      rows,
      amount: sum(
        rows.map((row) => row.amount),
        "USD",
      ),
    };
  });
}

const keyOf = ({ id, version, reference_type: type, reference_id: stream }: Entry): string =>
  type === "STREAM_EARNINGS" ? stream : `${id}-${version}`;
