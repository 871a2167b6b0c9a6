import type { Asset } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Period } from "../../domain/period.ts";
import { type StatementSummary, summarize } from "../../domain/statement.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Wallet } from "../../ports/wallet.ts";

export interface ReadStatementSummaryPorts {
  wallet: Pick<Wallet, "getStatementTotals">;
  billing: Pick<Billing, "getStreams">;
}

export interface StatementSummaryRequest {
  userId: string;
  asset: Asset;
  period: Period;
  zone: string;
}

export interface TitledSummary extends StatementSummary {
  /** By stream id; without those that billing does not know. */
  titles: ReadonlyMap<string, string>;
}

/** Billing's limit of a call. */
const STREAMS_A_CALL = 100;

/** @throws too_old, and internal if the statement does not add up */
export async function readStatementSummary(
  { wallet, billing }: ReadStatementSummaryPorts,
  { asset, ...request }: StatementSummaryRequest,
): Promise<TitledSummary> {
  const summary = summarize(asset, await wallet.getStatementTotals({ asset, ...request }));
  if (!summary) throw new MetercastError("internal", "a statement does not add up");
  const titles = new Map<string, string>();
  // At most five calls, one after the other: a statement is in no hurry.
  for (let first = 0; first < summary.streams.length; first += STREAMS_A_CALL) {
    const ids = summary.streams.slice(first, first + STREAMS_A_CALL).map(({ streamId }) => streamId);
    for (const { id, title } of await billing.getStreams(ids)) titles.set(id, title);
  }
  return { ...summary, titles };
}
