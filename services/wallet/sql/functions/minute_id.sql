-- The id of a minute: its session's id with minute × 60,000 ms added to the time part (the first 48 bits).
-- The step is fixed, not the configured length of a minute: a changed setting must not give an old minute a
-- new id. New ids come at the right edge of the index.
CREATE OR REPLACE FUNCTION minute_id(session uuid, minute integer) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (lpad(to_hex(('x' || left(hex, 12))::bit(48)::bigint + minute::bigint * 60000), 12, '0') || substr(hex, 13))::uuid
  FROM (SELECT replace(session::text, '-', '') AS hex) AS s
$$;
