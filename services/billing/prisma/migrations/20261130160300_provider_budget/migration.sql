-- What a top-up's search hit says of its cases.
CREATE INDEX top_up_case_of ON top_up_case (top_up_id);
-- A viewer's top-ups that may still be paid are few.
CREATE INDEX top_up_open ON top_up (viewer_id) WHERE state IN ('created', 'open');

-- Calls to a provider in a minute, for a user and in all: one row for each, which all replicas count in.
CREATE TABLE provider_budget (
  scope     text        NOT NULL,
  starts_at timestamptz NOT NULL,
  used      integer     NOT NULL,
  PRIMARY KEY (scope, starts_at)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON provider_budget TO metercast_billing;
