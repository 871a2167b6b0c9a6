-- Makes the partitions of these times (ms since 1970), each p_hours long from a multiple of it, cut where a
-- neighbour of another length begins. Gives the number made. It attaches an empty table, so postings and
-- readers go on meanwhile. Two callers wait for each other.
CREATE OR REPLACE FUNCTION make_minute_partitions(p_times bigint[], p_hours integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = wallet, pg_catalog, pg_temp AS $$
DECLARE
  v_length bigint := p_hours * 3600000::bigint;
  v_time   bigint;
  v_id     uuid;
  v_from   uuid;
  v_to     uuid;
  v_name   text;
  v_made   integer := 0;
BEGIN
  IF p_hours IS NULL OR p_hours NOT BETWEEN 1 AND 8784 THEN
    RAISE EXCEPTION 'a partition is 1 to 8784 hours long' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(4207712);
  FOR v_time IN SELECT DISTINCT t FROM unnest(p_times) AS t WHERE t BETWEEN 0 AND 281474976710655 ORDER BY t LOOP
    v_id := minute_bound(v_time);
    CONTINUE WHEN v_id < minutes_closed_before() OR EXISTS (SELECT FROM minute_partition WHERE from_id <= v_id AND to_id > v_id);
    v_from := greatest(minute_bound(v_time / v_length * v_length), (SELECT max_below.to_id FROM minute_partition max_below WHERE max_below.to_id <= v_id ORDER BY max_below.to_id DESC LIMIT 1));
    v_to := least(CASE WHEN (v_time / v_length + 1) * v_length > 281474976710655 THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
                       ELSE minute_bound((v_time / v_length + 1) * v_length) END,
                  (SELECT above.from_id FROM minute_partition above WHERE above.from_id > v_id ORDER BY above.from_id LIMIT 1));
    v_name := 'viewer_minute_' || to_char(minute_time(v_from) AT TIME ZONE 'UTC', 'YYYYMMDD_HH24MI');
    EXECUTE format('CREATE TABLE %I (LIKE viewer_minute INCLUDING CONSTRAINTS INCLUDING INDEXES)', v_name);
    EXECUTE format('ALTER TABLE viewer_minute ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', v_name, v_from, v_to);
    INSERT INTO minute_partition (name, from_id, to_id) VALUES (v_name, v_from, v_to);
    v_made := v_made + 1;
  END LOOP;
  RETURN v_made;
END $$;
