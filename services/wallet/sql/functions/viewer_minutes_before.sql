-- A page of a viewer's paid minutes, backwards from a version. Without sorts only the index gives the
-- order, so each partition's index is read from the version on and no further. Planned once a connection: a
-- plan over a year of partitions takes several times as long as the reading, and the generic plan of an
-- ordinary statement with a limit would read the whole history and sort it.
CREATE OR REPLACE FUNCTION viewer_minutes_before(p_viewer bigint, p_before bigint, p_most integer) RETURNS SETOF viewer_minute
LANGUAGE plpgsql STABLE ROWS 100 SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT * FROM viewer_minute
    WHERE viewer = p_viewer AND version < p_before AND paid AND tokens > 0 ORDER BY version DESC LIMIT p_most;
END $$;
