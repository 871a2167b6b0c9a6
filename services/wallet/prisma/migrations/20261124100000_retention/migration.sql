-- The janitor finds old inbox rows without reading them all: they are in the order in which they came.
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);
