-- Stays of viewers in the media server's rooms, by its webhooks, which come late, twice and in any order. A row is written before anything is decided by it.
CREATE TABLE media_stay (
  sid               text        PRIMARY KEY CHECK (length(sid) BETWEEN 1 AND 64),
  stream_id         text        NOT NULL,
  viewer_id         text        NOT NULL,
  joined_at         timestamptz,
  left_at           timestamptz,
  -- The join has been acted on: coming again it does nothing.
  served            boolean     NOT NULL DEFAULT false,
  -- The session that it opened; null where one was open or none could be.
  opened_session_id text,
  updated_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX media_stay_viewer ON media_stay (viewer_id, stream_id);
CREATE INDEX media_stay_updated_at ON media_stay (updated_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON media_stay TO metercast_gateway;
