-- What a session's stream asks for, and since when the media plane has seen its viewer (null: not yet). With both witnesses minutes are counted from then on.
ALTER TABLE session
  ADD COLUMN witnesses  text NOT NULL DEFAULT 'any' CHECK (witnesses IN ('any', 'both')),
  ADD COLUMN media_from timestamptz CHECK (media_from >= started_at),
  ADD CHECK (media_from IS NULL OR witnesses = 'both');
GRANT UPDATE (media_from) ON session TO metercast_billing;
