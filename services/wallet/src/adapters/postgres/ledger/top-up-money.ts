import { execute, one, type Sql } from "@metercast/postgres";
import type { BookedMoney, ReversalStep, Reversed } from "../../../domain/top-up-money.ts";
import * as statements from "./top-up-money.queries.ts";

export function findTopUpMoney(
  tx: Sql,
  balanceTransactionId: string,
): Promise<(BookedMoney & ReversalStep) | undefined> {
  return one(tx, statements.findTopUpMoney, { balanceTransactionId });
}

export async function sumTopUpMoney(tx: Sql, topUpId: string): Promise<Reversed> {
  const row = await one(tx, statements.sumTopUpMoney, { topUpId });
  if (!row) throw new Error("an aggregate without GROUP BY gives a row");
  return row;
}

export async function insertTopUpMoney(tx: Sql, money: BookedMoney, step: ReversalStep): Promise<void> {
  await execute(tx, statements.insertTopUpMoney, { ...money, ...step });
}
