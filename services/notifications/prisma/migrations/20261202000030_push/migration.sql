-- Browsers that receive pushes.
CREATE TABLE push_subscription (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id    text        NOT NULL,
  endpoint   text        NOT NULL UNIQUE,
  p256dh     text        NOT NULL,
  auth       text        NOT NULL,
  user_agent text        NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX push_subscription_of_person ON push_subscription (user_id);

GRANT SELECT, INSERT, DELETE ON push_subscription TO metercast_notifications;
