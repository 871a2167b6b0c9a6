-- A length-delimited protobuf field: tag, length as a varint, bytes. For the two fields of
-- wallet.v1.MinutesPosted.
CREATE OR REPLACE FUNCTION protobuf_bytes(field integer, data bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  rest   integer := length(data);
  varint bytea := '';
BEGIN
  WHILE rest > 127 LOOP
    varint := varint || set_byte('\x00', 0, (rest & 127) | 128);
    rest := rest >> 7;
  END LOOP;
  RETURN set_byte('\x00', 0, (field << 3) | 2) || varint || set_byte('\x00', 0, rest) || data;
END $$;
