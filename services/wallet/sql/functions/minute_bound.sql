-- The first id of a time (ms since 1970).
CREATE OR REPLACE FUNCTION minute_bound(at_ms bigint) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (lpad(to_hex(at_ms), 12, '0') || repeat('0', 20))::uuid
$$;
