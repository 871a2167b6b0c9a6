/* @name FindTopUpMoney
   What was booked for a balance transaction. */
SELECT balance_transaction_id AS "balanceTransactionId", top_up_id AS "topUpId", source_id AS "sourceId",
       amount_cents AS "amountCents", fee_cents AS "feeCents", tokens_taken AS tokens,
       cents_recovered AS "recoveredCents", cents_lost AS "lostCents"
  FROM top_up_money WHERE balance_transaction_id = :balanceTransactionId;

/* @name SumTopUpMoney
   The net effect of a top-up's balance transactions so far. */
SELECT coalesce(-sum(amount_cents), 0)::bigint AS "cents!", coalesce(sum(tokens_taken), 0)::bigint AS "tokens!",
       coalesce(sum(cents_recovered), 0)::bigint AS "recoveredCents!"
  FROM top_up_money WHERE top_up_id = :topUpId;

/* @name InsertTopUpMoney
   Books a balance transaction with its effect. */
INSERT INTO top_up_money (balance_transaction_id, top_up_id, source_id, amount_cents, fee_cents, tokens_taken, cents_recovered, cents_lost)
VALUES (:balanceTransactionId, :topUpId, :sourceId, :amountCents::bigint, :feeCents::bigint, :tokens::bigint,
        :recoveredCents::bigint, :lostCents::bigint);
