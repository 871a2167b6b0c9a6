import type { Sql } from "@metercast/postgres";
import type { BookedMoney, ReversalStep, Reversed } from "../../../domain/top-up-money.ts";

const FIND = `
  SELECT balance_transaction_id AS "balanceTransactionId", top_up_id AS "topUpId", source_id AS "sourceId",
    amount_cents AS "amountCents", fee_cents AS "feeCents", tokens_taken AS tokens,
    cents_recovered AS "recoveredCents", cents_lost AS "lostCents"
  FROM top_up_money WHERE balance_transaction_id = $1`;
const SUM = `
  SELECT coalesce(-sum(amount_cents), 0)::bigint AS cents, coalesce(sum(tokens_taken), 0)::bigint AS tokens,
    coalesce(sum(cents_recovered), 0)::bigint AS "recoveredCents"
  FROM top_up_money WHERE top_up_id = $1`;
const INSERT = `
  INSERT INTO top_up_money (balance_transaction_id, top_up_id, source_id, amount_cents, fee_cents, tokens_taken, cents_recovered, cents_lost)
  VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8::bigint)`;

export async function findTopUpMoney(
  tx: Sql,
  balanceTransactionId: string,
): Promise<(BookedMoney & ReversalStep) | undefined> {
  const [row] = await tx.$queryRawUnsafe<(BookedMoney & ReversalStep)[]>(FIND, balanceTransactionId);
  return row;
}

export async function sumTopUpMoney(tx: Sql, topUpId: string): Promise<Reversed> {
  const [row] = await tx.$queryRawUnsafe<Reversed[]>(SUM, topUpId);
  if (!row) throw new Error("an aggregate without GROUP BY gives a row");
  return row;
}

export async function insertTopUpMoney(tx: Sql, money: BookedMoney, step: ReversalStep): Promise<void> {
  await tx.$executeRawUnsafe(
    INSERT,
    money.balanceTransactionId,
    money.topUpId,
    money.sourceId,
    money.amountCents,
    money.feeCents,
    step.tokens,
    step.recoveredCents,
    step.lostCents,
  );
}
