-- Calls to a provider in a minute, for a user and in all: one row for each, which all replicas count in.
CREATE TABLE provider_budget (
  scope     text        NOT NULL,
  starts_at timestamptz NOT NULL,
  used      integer     NOT NULL,
  PRIMARY KEY (scope, starts_at)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON provider_budget TO metercast_withdrawals;
