-- The viewers' leg is partitioned by the time in a line's id, so that an old part can be closed, summed up and taken away whole. The id is the partition
-- key, so the primary key stays what it was: the dedup over all partitions.

-- The time in an id, and the first id of a time (ms since 1970).
CREATE FUNCTION minute_time(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;
CREATE FUNCTION minute_bound(at_ms bigint) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (lpad(to_hex(at_ms), 12, '0') || repeat('0', 20))::uuid
$$;

-- The partitions that there are, and were. A closed one takes no new line: what is posted late for it is answered with "too old". A detached one is an
-- ordinary table that the service can't read.
CREATE TABLE minute_partition (
  name        text PRIMARY KEY,
  from_id     uuid        NOT NULL UNIQUE,
  to_id       uuid        NOT NULL UNIQUE,
  made_at     timestamptz NOT NULL DEFAULT now(),
  closed_at   timestamptz,
  detached_at timestamptz,
  CHECK (from_id < to_id),
  CHECK (detached_at IS NULL OR closed_at IS NOT NULL)
);

-- Ids below this are closed.
CREATE FUNCTION minutes_closed_before() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT to_id FROM minute_partition WHERE closed_at IS NOT NULL ORDER BY to_id DESC LIMIT 1), minute_bound(0))
$$;

-- What was there becomes the first partition, over whole days: no line is moved, one scan checks that all are inside.
ALTER TABLE viewer_minute RENAME TO viewer_minute_first;
ALTER INDEX viewer_minute_pkey RENAME TO viewer_minute_first_pkey;
ALTER INDEX viewer_minute_entry RENAME TO viewer_minute_first_entry;
REVOKE ALL ON viewer_minute_first FROM metercast_wallet;
CREATE TABLE viewer_minute (LIKE viewer_minute_first INCLUDING CONSTRAINTS) PARTITION BY RANGE (id);
ALTER TABLE viewer_minute ADD PRIMARY KEY (id);
-- A viewer's entries, newest first.
CREATE INDEX viewer_minute_entry ON viewer_minute (viewer, version) WHERE paid AND tokens > 0;
GRANT SELECT, INSERT ON viewer_minute TO metercast_wallet;
DO $$
DECLARE
  c_day   bigint := 86400000;
  v_least uuid   := (SELECT id FROM viewer_minute_first ORDER BY id LIMIT 1);
  v_last  uuid   := (SELECT id FROM viewer_minute_first ORDER BY id DESC LIMIT 1);
  v_from  uuid   := minute_bound((extract(epoch FROM minute_time(v_least)) * 1000)::bigint / c_day * c_day);
  v_to    uuid   := minute_bound(((extract(epoch FROM minute_time(v_last)) * 1000)::bigint / c_day + 1) * c_day);
BEGIN
  IF v_least IS NULL THEN
    DROP TABLE viewer_minute_first;
  ELSE
    EXECUTE format('ALTER TABLE viewer_minute ATTACH PARTITION viewer_minute_first FOR VALUES FROM (%L) TO (%L)', v_from, v_to);
    INSERT INTO minute_partition (name, from_id, to_id) VALUES ('viewer_minute_first', v_from, v_to);
  END IF;
END $$;

-- The service may not make or take tables. These functions do it for it, with the rights of whoever migrates, and can do nothing else.

-- Makes the partitions in which times (ms since 1970) lie, each p_hours long from a multiple of it, cut where a neighbour of another length begins. Gives the number
-- made. An empty table is attached: postings and readers go on meanwhile. Two callers wait for each other.
CREATE FUNCTION make_minute_partitions(p_times bigint[], p_hours integer) RETURNS integer
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

-- Today and the two days after it: a new database works at once. The service makes more as time goes on.
SELECT make_minute_partitions(array_agg((extract(epoch FROM now()) * 1000)::bigint + day * 86400000::bigint), 24) FROM generate_series(0, 2) AS day;

GRANT SELECT ON minute_partition TO metercast_wallet;
GRANT EXECUTE ON FUNCTION minute_time, minute_bound, minutes_closed_before, make_minute_partitions TO metercast_wallet;
