-- Browsers that receive pushes.
CREATE TABLE push_subscription (
  -- Deliveries name it. A browser that another person logs in with gets a new one.
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id    text        NOT NULL,
  -- Who knows the endpoint and both keys can send to the browser, if the push service lets them.
  endpoint   text        NOT NULL UNIQUE,
  p256dh     text        NOT NULL,
  auth       text        NOT NULL,
  user_agent text        NOT NULL,
  -- The public key of the platform that it subscribed with. Push services take no messages of another one.
  platform_key text      NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX push_subscription_of_person ON push_subscription (user_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON push_subscription TO metercast_notifications;
