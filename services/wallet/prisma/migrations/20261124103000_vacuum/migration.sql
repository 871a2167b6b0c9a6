-- Balances change in place (HOT), and whoever changes a row next clears the dead versions off its page, which never holds more of them than of live rows.
-- Vacuum by the share of dead rows would read the whole table once a minute for nothing; by twice their number it comes for what it is needed for: old
-- transaction ids.
ALTER TABLE account SET (autovacuum_vacuum_scale_factor = 2);
ALTER TABLE earnings_hour SET (autovacuum_vacuum_scale_factor = 2);

-- They compute, and read nothing: the checks of the books may use every processor.
ALTER FUNCTION minute_id(uuid, integer) PARALLEL SAFE;
ALTER FUNCTION minute_session(uuid, integer) PARALLEL SAFE;
