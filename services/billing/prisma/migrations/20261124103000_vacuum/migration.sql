-- The meter's rows change in place (HOT), and whoever changes a row next clears the dead versions off its page, which never holds more of them than of
-- live rows. Vacuum by the share of dead rows would read the whole table again and again for nothing; sessions that open and end still bring it.
ALTER TABLE session SET (autovacuum_vacuum_scale_factor = 2, autovacuum_vacuum_insert_scale_factor = 0.2);
