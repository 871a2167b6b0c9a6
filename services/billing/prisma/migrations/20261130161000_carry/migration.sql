-- What a viewer has watched and not paid goes with them, by value, to their next session with the same creator: also the silence before a session was lost.

-- Whole minutes may be carried in: they are due at once. The CHECK that forbade it has a name of Postgres' own making.
DO $$
DECLARE
  old text;
BEGIN
  SELECT conname INTO STRICT old FROM pg_constraint
   WHERE conrelid = 'session'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%carried_ms < minute_ms%';
  EXECUTE format('ALTER TABLE session DROP CONSTRAINT %I', old);
END $$;

ALTER TABLE session
  ADD CONSTRAINT session_carried_ms_check CHECK (carried_ms >= 0),
  -- Of a lost session: from its last sighting to the moment at which it was declared lost.
  ADD COLUMN silent_ms  integer NOT NULL DEFAULT 0 CHECK (silent_ms >= 0),
  -- The session that took over what this one left unpaid: taken once.
  ADD COLUMN carried_to uuid CHECK (carried_to IS NULL OR state = 'ended');
GRANT UPDATE (carried_ms, silent_ms, carried_to) ON session TO metercast_billing;
CREATE INDEX session_unpaid ON session (viewer_id, creator_id, ended_at) WHERE state = 'ended' AND carried_to IS NULL;
