-- Up to when the entries that Stripe makes by itself on the platform's balance (its fees, the platform's money in and out) are in the books. One row, made when the
-- service first starts with a key of Stripe: what was there before is the opening balance.
CREATE TABLE stripe_cursor (
  id        boolean PRIMARY KEY DEFAULT true CHECK (id),
  began_at  timestamptz NOT NULL DEFAULT now(),
  booked_to timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON stripe_cursor TO metercast_withdrawals;
GRANT UPDATE (booked_to) ON stripe_cursor TO metercast_withdrawals;
