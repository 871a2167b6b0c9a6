-- What somebody is about to do, written down before it is done; its row in audit_log takes its place in one transaction. What a crash leaves becomes a row whose
-- outcome is unknown, so that nothing is done without a row.
CREATE TABLE audit_intent (
  id          uuid        PRIMARY KEY,
  began_at    timestamptz NOT NULL DEFAULT now(),
  actor       text        NOT NULL,
  action      text        NOT NULL,
  object_type text        NOT NULL,
  -- Empty for an object that is only being made.
  object_id   text        NOT NULL,
  request_id  text        NOT NULL,
  detail      jsonb       NOT NULL
);

GRANT SELECT, INSERT, DELETE ON audit_intent TO metercast_gateway;
