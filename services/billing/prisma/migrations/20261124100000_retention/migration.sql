-- The janitor finds old rows without reading them all: they are in the order in which they came.
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);
CREATE INDEX stripe_event_received_at ON stripe_event USING brin (received_at);

-- Stripe repeats an event for three days, and people send one again for thirty: until then its id is remembered, and what is not handled is never lost.
CREATE FUNCTION stripe_event_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.handled_at IS NULL OR OLD.received_at > now() - interval '30 days' THEN
    RAISE EXCEPTION 'an event that is young or not handled is kept' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER stripe_event_keep BEFORE DELETE ON stripe_event FOR EACH ROW EXECUTE FUNCTION stripe_event_keep();
GRANT EXECUTE ON FUNCTION stripe_event_keep TO metercast_billing;
GRANT DELETE ON stripe_event TO metercast_billing;
