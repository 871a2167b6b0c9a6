import { formatAmount } from "@metercast/money";
import type { Statement } from "../../../ports/wallet.ts";
import type { StatementRequest, StatementRow } from "../../../usecases/wallet/read-statement.ts";
import { amountOf, page } from "./values.ts";
import { entryView } from "./wallet.ts";

/** A page of a statement; `now` decides whether the month is over. */
export function statementView(
  { userId, asset, month, period }: StatementRequest & { month: string },
  statement: Statement,
  now: Date,
) {
  const amount = (minor: bigint) => amountOf(minor, asset);
  return {
    user_id: userId,
    asset,
    month,
    time_zone: "UTC" as const,
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    complete: period.to <= now,
    opening_balance: amount(statement.openingBalance),
    closing_balance: amount(statement.closingBalance),
    sums: statement.sums.map((sum) => ({ reference_type: sum.referenceType, amount: amount(sum.amount) })),
    ...page(statement.entries.map(entryView), statement.nextCursor),
  };
}

export const STATEMENT_COLUMNS = [
  "time",
  "type",
  "reference_type",
  "reference_id",
  "amount",
  "balance",
  "asset",
  "entry_id",
  "details",
] as const;

/** A text, or an amount as a decimal. */
export type Cell = string | { amount: string };

/** A row of a statement as cells of CSV. */
export function statementCells(row: StatementRow, asset: StatementRequest["asset"]): readonly Cell[] {
  const amount = (minor: bigint) => ({ amount: formatAmount(minor, asset) });
  if (row.type === "opening")
    return [row.at.toISOString(), "OPENING_BALANCE", "", "", "", amount(row.balance), asset, "", ""];
  if (row.type === "closing") {
    const amounts = [amount(row.change), amount(row.balance)];
    return [row.at.toISOString(), "CLOSING_BALANCE", "", "", ...amounts, asset, "", ""];
  }
  const { entry } = row;
  const { created_at, type, reference_type, reference_id, id, metadata } = entryView(entry);
  const details = Object.entries(metadata).map(([name, value]) => `${name}: ${value}`);
  const amounts = [amount(entry.amount), amount(entry.balanceAfter)];
  return [created_at, type, reference_type, reference_id, ...amounts, asset, id, details.join("; ")];
}
