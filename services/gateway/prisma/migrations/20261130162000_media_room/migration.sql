-- A room that is closed holds nobody, whatever its participants' own webhooks say or do not say: the end of a stay is read together with its room's.
ALTER TABLE media_stay ADD COLUMN room_sid text NOT NULL DEFAULT '';
CREATE INDEX media_stay_room ON media_stay (stream_id, room_sid);

CREATE TABLE media_room (
  -- LiveKit's name for one room; one that is created again under the same name has another.
  sid         text        PRIMARY KEY CHECK (length(sid) BETWEEN 1 AND 64),
  stream_id   text        NOT NULL,
  finished_at timestamptz NOT NULL,
  -- When that was first heard, by our clock.
  told_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX media_room_told_at ON media_room (told_at);

-- Streams whose room was closed or whose creator left it: they end then, unless somebody came back.
CREATE TABLE media_absence (
  stream_id text        PRIMARY KEY,
  end_after timestamptz NOT NULL
);
CREATE INDEX media_absence_end_after ON media_absence (end_after);

GRANT SELECT, INSERT, UPDATE, DELETE ON media_room, media_absence TO metercast_gateway;
