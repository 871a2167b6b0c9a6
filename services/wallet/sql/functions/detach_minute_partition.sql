-- Detaches the oldest partition if it is summed up, ended at least p_days ago (30 at the least), and is not
-- the newest closed one: its last minutes are the predecessors of the next partition's. Gives its name, or
-- null if there is none. The table stays, for the operator to archive and drop. DETACH CONCURRENTLY can't
-- run in a function; this lock waits for a second at most, then the call fails and changes nothing.
CREATE OR REPLACE FUNCTION detach_minute_partition(p_days integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = wallet, pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
  v_name text;
BEGIN
  PERFORM pg_advisory_xact_lock(4207712);
  SELECT p.name INTO v_name FROM minute_partition p JOIN closed_partition c ON c.partition = p.name
   WHERE p.detached_at IS NULL
     AND p.to_id <= minute_bound((extract(epoch FROM now()) * 1000)::bigint - greatest(p_days, 30) * 86400000::bigint)
     AND p.to_id < minutes_closed_before()
     AND NOT EXISTS (SELECT FROM minute_partition older WHERE older.detached_at IS NULL AND older.from_id < p.from_id)
     AND EXISTS (SELECT FROM minute_partition newer JOIN closed_partition s ON s.partition = newer.name WHERE newer.from_id > p.from_id);
  IF v_name IS NOT NULL AND p_days IS NOT NULL THEN
    EXECUTE format('ALTER TABLE viewer_minute DETACH PARTITION %I', v_name);
    UPDATE minute_partition SET detached_at = now() WHERE name = v_name;
    RETURN v_name;
  END IF;
  RETURN NULL;
END $$;
