-- What Stripe keeps for a dispute, besides what goes back to the buyer: fixed with the row, so that the wallet is always told the same.
ALTER TABLE top_up_reversal ADD COLUMN fee_cents bigint NOT NULL DEFAULT 0 CHECK (fee_cents >= 0);
