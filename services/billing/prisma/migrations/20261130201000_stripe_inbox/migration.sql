-- The connected account of an event, or empty. The table is the same in every service that has one (packages/stripe).
ALTER TABLE stripe_event ADD COLUMN account text NOT NULL DEFAULT '';
