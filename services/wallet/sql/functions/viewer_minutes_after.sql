-- As viewer_minutes_before, forwards and up to a version.
CREATE OR REPLACE FUNCTION viewer_minutes_after(p_viewer bigint, p_after bigint, p_last bigint, p_most integer) RETURNS SETOF viewer_minute
LANGUAGE plpgsql STABLE ROWS 100 SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT * FROM viewer_minute
    WHERE viewer = p_viewer AND version > p_after AND version <= p_last AND paid AND tokens > 0 ORDER BY version LIMIT p_most;
END $$;
