-- The sessions of a stream, newest first: a payout is followed back to them. Neither column changes, so
-- updates stay in place (HOT).
CREATE INDEX session_stream ON session (stream_id, id DESC);
