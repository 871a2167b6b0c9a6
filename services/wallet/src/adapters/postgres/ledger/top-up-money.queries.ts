// Made by `npm run sql` from top-up-money.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface FindTopUpMoneyParams {
  balanceTransactionId: string;
}

export interface FindTopUpMoneyRow {
  balanceTransactionId: string;
  topUpId: string;
  sourceId: string;
  amountCents: bigint;
  feeCents: bigint;
  tokens: bigint;
  recoveredCents: bigint;
  lostCents: bigint;
}

/** What was booked for a balance transaction. */
export const findTopUpMoney: Statement<FindTopUpMoneyParams, FindTopUpMoneyRow> = {
  sql: `SELECT balance_transaction_id AS "balanceTransactionId", top_up_id AS "topUpId", source_id AS "sourceId",
       amount_cents AS "amountCents", fee_cents AS "feeCents", tokens_taken AS tokens,
       cents_recovered AS "recoveredCents", cents_lost AS "lostCents"
  FROM top_up_money WHERE balance_transaction_id = $1`,
  parameters: ["balanceTransactionId"],
};

export interface SumTopUpMoneyParams {
  topUpId: string;
}

export interface SumTopUpMoneyRow {
  cents: bigint;
  tokens: bigint;
  recoveredCents: bigint;
}

/** The net effect of a top-up's balance transactions so far. */
export const sumTopUpMoney: Statement<SumTopUpMoneyParams, SumTopUpMoneyRow> = {
  sql: `SELECT coalesce(-sum(amount_cents), 0)::bigint AS "cents", coalesce(sum(tokens_taken), 0)::bigint AS "tokens",
       coalesce(sum(cents_recovered), 0)::bigint AS "recoveredCents"
  FROM top_up_money WHERE top_up_id = $1`,
  parameters: ["topUpId"],
};

export interface InsertTopUpMoneyParams {
  balanceTransactionId: string;
  topUpId: string;
  sourceId: string;
  amountCents: bigint | number;
  feeCents: bigint | number;
  tokens: bigint | number;
  recoveredCents: bigint | number;
  lostCents: bigint | number;
}

/** Books a balance transaction with its effect. */
export const insertTopUpMoney: Statement<InsertTopUpMoneyParams, never> = {
  sql: `INSERT INTO top_up_money (balance_transaction_id, top_up_id, source_id, amount_cents, fee_cents, tokens_taken, cents_recovered, cents_lost)
VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6::bigint,
        $7::bigint, $8::bigint)`,
  parameters: ["balanceTransactionId", "topUpId", "sourceId", "amountCents", "feeCents", "tokens", "recoveredCents", "lostCents"],
};
