-- Money of a top-up that left Stripe's balance by a refund or dispute, or came back: one row per balance transaction of Stripe. What is taken
-- from the viewer follows the sum of a top-up's rows; they wait for each other behind the viewer's lock.
CREATE TABLE top_up_money (
  balance_transaction_id text PRIMARY KEY,
  top_up_id       text        NOT NULL,
  -- The refund or dispute.
  source_id       text        NOT NULL,
  -- As Stripe's balance changed: below zero left.
  amount_cents    bigint      NOT NULL,
  fee_cents       bigint      NOT NULL,
  -- Below zero: given back.
  tokens_taken    bigint      NOT NULL,
  cents_recovered bigint      NOT NULL,
  cents_lost      bigint      NOT NULL,
  -- An older row that has booked the same money: this one then counts for nothing.
  replaces        text UNIQUE REFERENCES top_up_money,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CHECK (cents_recovered + cents_lost = -amount_cents)
);
CREATE INDEX top_up_money_of ON top_up_money (top_up_id);
GRANT SELECT, INSERT ON top_up_money TO metercast_wallet;

-- Earlier reversals and reinstatements were booked by the refund or dispute: the balance transactions that Stripe has for them are theirs.
INSERT INTO top_up_money (balance_transaction_id, top_up_id, source_id, amount_cents, fee_cents, tokens_taken, cents_recovered, cents_lost)
SELECT 'reversal:' || request_id, min(reference_id), request_id,
  -coalesce(sum(amount) FILTER (WHERE debit_platform IN ('token_income', 'dispute_losses')), 0),
  coalesce(sum(amount) FILTER (WHERE debit_platform = 'stripe_fees'), 0),
  coalesce(sum(amount) FILTER (WHERE credit_platform = 'issued_tokens'), 0),
  coalesce(sum(amount) FILTER (WHERE debit_platform = 'token_income'), 0),
  coalesce(sum(amount) FILTER (WHERE debit_platform = 'dispute_losses'), 0)
FROM transfer WHERE source = 'top-up-reversal' GROUP BY request_id;
INSERT INTO top_up_money (balance_transaction_id, top_up_id, source_id, amount_cents, fee_cents, tokens_taken, cents_recovered, cents_lost)
SELECT 'reinstatement:' || request_id, min(reference_id), request_id,
  coalesce(sum(amount) FILTER (WHERE credit_platform IN ('token_income', 'dispute_losses')), 0),
  -coalesce(sum(amount) FILTER (WHERE credit_platform = 'stripe_fees'), 0),
  -coalesce(sum(amount) FILTER (WHERE debit_platform = 'issued_tokens'), 0),
  -coalesce(sum(amount) FILTER (WHERE credit_platform = 'token_income'), 0),
  -coalesce(sum(amount) FILTER (WHERE credit_platform = 'dispute_losses'), 0)
FROM transfer WHERE source = 'top-up-reinstatement' GROUP BY request_id;
