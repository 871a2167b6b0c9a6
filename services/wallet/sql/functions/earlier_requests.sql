-- The requests with these keys that are there, each with the first of its transfers; its place is that of
-- the key, from 1. The settings keep a plan that was made while the tables were small from reading all of
-- them, and OFFSET 0 keeps the order from being read from the primary key.
CREATE OR REPLACE FUNCTION earlier_requests(p_source text[], p_request text[])
RETURNS TABLE (place integer, content_hash bytea, rejection_code text, transfer_id uuid, created_at timestamptz)
LANGUAGE plpgsql STABLE
  SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT k.place::integer, r.content_hash, r.rejection_code, t.id, coalesce(t.created_at, r.created_at)
    FROM unnest(p_source, p_request) WITH ORDINALITY AS k (source, request_id, place)
    JOIN transfer_request r ON r.source = k.source AND r.request_id = k.request_id
    LEFT JOIN LATERAL (
      SELECT own.id, own.created_at FROM (
        SELECT f.id, f.created_at FROM transfer f WHERE f.source = r.source AND f.request_id = r.request_id OFFSET 0) AS own
       ORDER BY own.id LIMIT 1) AS t ON true;
END $$;
