-- The session of a minute: the inverse.
CREATE OR REPLACE FUNCTION minute_session(id uuid, minute integer) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT minute_id(id, -minute)
$$;
