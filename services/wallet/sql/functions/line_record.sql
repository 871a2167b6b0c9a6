-- A record of MinutesPosted.lines (proto/wallet/v1/events.proto): 53 bytes. Outcome: 0 paid, 1 refused, 2
-- gap.
CREATE OR REPLACE FUNCTION line_record(session uuid, minute integer, viewer bigint, posted bigint, held bigint, version bigint, outcome integer)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT uuid_send(session) || int4send(minute) || int8send(viewer) || int8send(posted) || int8send(held) || int8send(version)
      || substr(int4send(outcome), 4)
$$;
