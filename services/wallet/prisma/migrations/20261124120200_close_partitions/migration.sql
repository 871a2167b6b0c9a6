-- A partition that takes no new line is summed up once, verified in full. The sums stand for its lines in the checks of the books and, once it is detached,
-- in balances and statements. Nothing of them is ever changed.

-- All batches below this number were over when the partition was closed.
ALTER TABLE minute_partition ADD closed_batch bigint;
ALTER TABLE minute_partition ADD CHECK ((closed_at IS NULL) = (closed_batch IS NULL));

-- What a closed partition came to: its lines, and the creators' postings of the batches that have their last line in it (from_batch up to, not with, to_batch).
-- Partitions are summed in the order of time, so these ranges join.
CREATE TABLE closed_partition (
  partition   text PRIMARY KEY REFERENCES minute_partition,
  lines       bigint      NOT NULL,
  tokens      bigint      NOT NULL,
  from_batch  bigint      NOT NULL,
  to_batch    bigint      NOT NULL,
  cents       bigint      NOT NULL,
  summed_at   timestamptz NOT NULL DEFAULT now(),
  verified_at timestamptz NOT NULL DEFAULT now(),
  CHECK (from_batch <= to_batch)
);

-- The entries of an account in it, as runs of versions without a gap: mostly one run for a day.
CREATE TABLE closed_run (
  partition     text   NOT NULL REFERENCES closed_partition,
  account       bigint NOT NULL,
  first_version bigint NOT NULL,
  last_version  bigint NOT NULL,
  amount        bigint NOT NULL,
  balance_after bigint NOT NULL,
  PRIMARY KEY (account, first_version, partition)
);

-- Its lines of batches that have others in later partitions: the one leg of postings that can't be compared yet.
CREATE TABLE closed_line (
  partition text    NOT NULL REFERENCES closed_partition,
  batch     bigint  NOT NULL,
  stream    uuid    NOT NULL,
  paid      bigint  NOT NULL,
  refused   bigint  NOT NULL,
  earning   bigint  NOT NULL,
  tokens    bigint  NOT NULL,
  cents     bigint  NOT NULL,
  PRIMARY KEY (batch, stream, partition)
);

-- What its creators' postings came to, by stream.
CREATE TABLE closed_stream (
  partition text   NOT NULL REFERENCES closed_partition,
  stream    uuid   NOT NULL,
  minutes   bigint NOT NULL,
  cents     bigint NOT NULL,
  PRIMARY KEY (stream, partition)
);

-- Closes the partitions that ended at least p_days ago, oldest first, and gives how many. The lock waits for the postings under way and keeps new ones waiting for as long:
-- within a second, or it fails and changes nothing. From then on no line can come into them.
CREATE FUNCTION close_minute_partitions(p_days integer) RETURNS integer
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

-- Detaches the oldest partition, once it is summed up, ended at least p_days ago (30 at the least) and is not the newest closed one, whose last lines are the next partition's
-- predecessors. Gives its name, or null where there is none. The table stays as it is, for its operator to archive and drop. DETACH CONCURRENTLY can't run in a
-- function; this lock waits for a second at most, or it fails, changes nothing and is tried again.
CREATE FUNCTION detach_minute_partition(p_days integer) RETURNS text
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

GRANT SELECT, INSERT ON closed_partition, closed_run, closed_line, closed_stream TO metercast_wallet;
GRANT UPDATE (verified_at) ON closed_partition TO metercast_wallet;
GRANT EXECUTE ON FUNCTION close_minute_partitions, detach_minute_partition TO metercast_wallet;
