-- Closes the partitions that ended at least p_days ago, oldest first, and gives their number. The lock
-- waits for the postings under way and blocks new ones meanwhile: for a second at most, then it fails and
-- changes nothing. A closed partition takes no new minute.
CREATE OR REPLACE FUNCTION close_minute_partitions(p_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = wallet, pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
  v_before uuid := minute_bound((extract(epoch FROM now()) * 1000)::bigint - greatest(p_days, 1) * 86400000::bigint);
  v_count  integer;
BEGIN
  IF p_days IS NULL OR NOT EXISTS (SELECT FROM minute_partition WHERE closed_at IS NULL AND to_id <= v_before) THEN
    RETURN 0;
  END IF;
  PERFORM pg_advisory_xact_lock(4207712);
  LOCK TABLE ONLY viewer_minute IN SHARE MODE;
  UPDATE minute_partition SET closed_at = now(), closed_batch = (SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM minute_batch_id)
   WHERE closed_at IS NULL AND to_id <= v_before;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;
