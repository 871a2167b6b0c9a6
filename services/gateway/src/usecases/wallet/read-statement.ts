import type { Asset } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Entry } from "../../domain/account.ts";
import type { Period } from "../../domain/period.ts";
import type { Wallet } from "../../ports/wallet.ts";

export interface ReadStatementPorts {
  wallet: Pick<Wallet, "getStatement">;
}

export interface StatementRequest {
  userId: string;
  asset: Asset;
  period: Period;
}

export type StatementRow =
  | { type: "opening"; at: Date; balance: bigint }
  | { type: "entry"; entry: Entry }
  | { type: "closing"; at: Date; balance: bigint; change: bigint };

/** Entries in memory during a download. */
const PAGE = 1_000;

/**
 * The whole month row by row, from its opening to its closing balance, read as the consumer asks for rows.
 * Each row is checked against the one before. @throws internal, also in the middle, if the statement does
 * not add up
 */
export async function* readStatement(
  { wallet }: ReadStatementPorts,
  { userId, asset, period }: StatementRequest,
): AsyncGenerator<StatementRow> {
  const read = (cursor: string | undefined) =>
    wallet.getStatement({ userId, asset, period, limit: PAGE, cursor });
  let page = await read(undefined);
  const { openingBalance, closingBalance } = page;
  yield { type: "opening", at: period.from, balance: openingBalance };
  let balance = openingBalance;
  for (;;) {
    for (const entry of page.entries) {
      balance += entry.amount;
      if (balance !== entry.balanceAfter) throw wrong();
      yield { type: "entry", entry };
    }
    if (page.nextCursor === undefined) break;
    page = await read(page.nextCursor);
  }
  if (balance !== closingBalance) throw wrong();
  yield { type: "closing", at: period.to, balance, change: closingBalance - openingBalance };
}

const wrong = () => new MetercastError("internal", "a statement does not add up");
