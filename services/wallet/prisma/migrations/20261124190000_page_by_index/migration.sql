-- A page of a viewer's paid minutes, backwards and forwards from a version. Each partition's index is read from there and no further, whatever the planner believes of how many minutes
-- the viewer has: without its sorts only the index gives the order. Planned once a connection: a plan over a year of partitions takes several times what reading a page does, and the
-- plan of a statement whose limit is a parameter would be to read the whole history and sort it.
CREATE FUNCTION viewer_minutes_before(p_viewer bigint, p_before bigint, p_most integer) RETURNS SETOF viewer_minute
LANGUAGE plpgsql STABLE ROWS 100 SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT * FROM viewer_minute
    WHERE viewer = p_viewer AND version < p_before AND paid AND tokens > 0 ORDER BY version DESC LIMIT p_most;
END $$;

CREATE FUNCTION viewer_minutes_after(p_viewer bigint, p_after bigint, p_last bigint, p_most integer) RETURNS SETOF viewer_minute
LANGUAGE plpgsql STABLE ROWS 100 SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT * FROM viewer_minute
    WHERE viewer = p_viewer AND version > p_after AND version <= p_last AND paid AND tokens > 0 ORDER BY version LIMIT p_most;
END $$;

GRANT EXECUTE ON FUNCTION viewer_minutes_before, viewer_minutes_after TO metercast_wallet;
