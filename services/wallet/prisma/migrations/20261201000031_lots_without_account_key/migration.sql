-- A key that leads to account adds a trigger to every change of a balance, and so to every minute. The check reserve_lots compares a lot's
-- account with its hold's.
ALTER TABLE reserve_lot DROP CONSTRAINT reserve_lot_account_fkey;
