-- The id below which the ledger is closed.
CREATE OR REPLACE FUNCTION minutes_closed_before() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT to_id FROM minute_partition WHERE closed_at IS NOT NULL ORDER BY to_id DESC LIMIT 1), minute_bound(0))
$$;
