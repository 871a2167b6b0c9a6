-- What admins keep for their work on the queue.

-- Reasons for rejections, for all admins. A rejection keeps its own text: a changed or deleted reason changes
-- nothing that was sent. Kept until an admin deletes them; the audit log has every change.
CREATE TABLE reject_reason (
  id    uuid PRIMARY KEY,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
  -- For the creator.
  text  text NOT NULL CHECK (length(text) BETWEEN 1 AND 500)
);
INSERT INTO reject_reason (id, title, text) VALUES
  ('01980000-0000-7000-8000-000000000001', 'Payout details do not match',
   'The name on your payout method does not match your account. Please update your payout method and request the withdrawal again.'),
  ('01980000-0000-7000-8000-000000000002', 'Earnings under review',
   'Some of these earnings are still under review. Your balance is unchanged; please request the withdrawal again in a few days.'),
  ('01980000-0000-7000-8000-000000000003', 'Information missing',
   'We need more information about you before we can pay this out. Please reply to our message, then request the withdrawal again.');

-- Filters of a page of the console, by admin. Kept until the admin deletes them.
CREATE TABLE saved_view (
  id      uuid PRIMARY KEY,
  user_id text NOT NULL CHECK (length(user_id) BETWEEN 1 AND 128),
  page    text NOT NULL CHECK (page ~ '^[a-z][a-z-]{0,39}$'),
  name    text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  query   text NOT NULL CHECK (length(query) <= 2000),
  UNIQUE (user_id, page, name)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON reject_reason, saved_view TO metercast_gateway;
