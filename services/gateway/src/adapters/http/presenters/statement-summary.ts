import { zonedTime } from "@metercast/calendar";
import type {
  StatementSummaryRequest,
  TitledSummary,
} from "../../../usecases/statements/read-statement-summary.ts";
import { amountOf, tokens } from "./values.ts";
import { entryView } from "./wallet.ts";

/** `now` decides whether the range is over. */
export function statementSummaryView(
  { userId, asset, period, zone }: StatementSummaryRequest,
  { titles, ...summary }: TitledSummary,
  now: Date,
) {
  const amount = (minor: bigint) => amountOf(minor, asset);
  return {
    user_id: userId,
    asset,
    zone,
    from: zonedTime(period.from, zone),
    to: zonedTime(period.to, zone),
    complete: period.to <= now,
    opening_balance: amount(summary.opening),
    closing_balance: amount(summary.closing),
    sums: summary.kinds.map((kind) => ({ reference_type: kind.referenceType, amount: amount(kind.amount) })),
    months: summary.months.map(({ month, minutes, watched, transferred }) => ({
      month,
      minutes: tokens(minutes),
      amount_of_minutes: amount(watched),
      amount_of_transfers: amount(transferred),
    })),
    streams: summary.streams.map(({ streamId, minutes, amount: earned }) => ({
      stream_id: streamId,
      title: titles.get(streamId) ?? null,
      minutes: tokens(minutes),
      amount: amount(earned),
    })),
    other_streams: {
      minutes: tokens(summary.otherStreams.minutes),
      amount: amount(summary.otherStreams.amount),
    },
    transfers: summary.transfers.map(entryView),
    more_transfers: summary.moreTransfers,
  };
}
