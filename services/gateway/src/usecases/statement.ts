import type { GetStatementResponse } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Asset, formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import { amountOf } from "../domain/amounts.ts";
import type { Period } from "../domain/period.ts";
import type { Wallet } from "../ports/wallet.ts";
import { assetName, entryView, protoAsset } from "./views.ts";

export interface StatementRequest {
  userId: string;
  asset: Asset;
  /** "2026-11". */
  month: string;
  period: Period;
  limit: number;
  cursor: string;
}

type Port = Pick<Wallet, "getStatement">;

/** A page of an account's month: the balances and sums are of the whole month on every page. */
export async function statementPage(wallet: Port, request: StatementRequest, now: Date) {
  const statement = await read(wallet, request);
  const { userId, asset, month, period } = request;
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
    data: statement.entries.map(entryView),
    has_more: statement.nextCursor !== "",
    next_cursor: statement.nextCursor === "" ? null : statement.nextCursor,
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
export type StatementLine = readonly Cell[];

/** As much as is in memory of a statement that is downloaded. */
const ROWS_AT_ONCE = 1_000;

/**
 * The whole month line by line, from its opening to its closing balance, read as it is asked for. Each line is checked against the one before:
 * what does not add up is not handed out. @throws internal, also in the middle
 */
export async function* statementLines(
  wallet: Port,
  request: Omit<StatementRequest, "limit" | "cursor">,
): AsyncGenerator<StatementLine> {
  const { asset, period } = request;
  const amount = (minor: bigint) => ({ amount: formatAmount(minor, asset) });
  let page = await read(wallet, { ...request, limit: ROWS_AT_ONCE, cursor: "" });
  const { openingBalance, closingBalance } = page;
  yield [period.from.toISOString(), "OPENING_BALANCE", "", "", "", amount(openingBalance), asset, "", ""];
  let balance = openingBalance;
  for (;;) {
    for (const entry of page.entries) {
      balance += entry.amount;
      if (balance !== entry.balanceAfter) throw new MetercastError("internal", "a statement does not add up");
      yield entryLine(entry);
    }
    if (page.nextCursor === "") break;
    page = await read(wallet, { ...request, limit: ROWS_AT_ONCE, cursor: page.nextCursor });
  }
  if (balance !== closingBalance) throw new MetercastError("internal", "a statement does not add up");
  const change = amount(closingBalance - openingBalance);
  const closes = [period.to.toISOString(), "CLOSING_BALANCE", "", "", change, amount(closingBalance)];
  yield [...closes, asset, "", ""];
}

function entryLine(entry: GetStatementResponse["entries"][number]): StatementLine {
  const { id, type, reference_type, reference_id, created_at, metadata } = entryView(entry);
  const asset = assetName(entry.asset);
  const details = Object.entries(metadata).map(([name, value]) => `${name}: ${value}`);
  return [
    created_at,
    type,
    reference_type,
    reference_id,
    { amount: formatAmount(entry.amount, asset) },
    { amount: formatAmount(entry.balanceAfter, asset) },
    asset,
    id,
    details.join("; "),
  ];
}

function read(
  wallet: Port,
  { userId, asset, period, limit, cursor }: Omit<StatementRequest, "month">,
): Promise<GetStatementResponse> {
  return wallet.getStatement({ userId, asset: protoAsset(asset), ...period, limit, cursor });
}
