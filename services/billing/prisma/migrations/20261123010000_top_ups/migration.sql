-- Bought tokens: one row per top-up, committed before Stripe is asked; what was given back of it; Stripe's webhooks. Amounts are whole tokens and cents.

CREATE TABLE top_up (
  id                  uuid PRIMARY KEY,
  viewer_id           text        NOT NULL CHECK (length(viewer_id) BETWEEN 1 AND 128),
  package_id          text        NOT NULL,
  -- As the package was when it was bought.
  tokens              bigint      NOT NULL CHECK (tokens > 0),
  cents               bigint      NOT NULL CHECK (cents > 0),
  state               text        NOT NULL DEFAULT 'created' CHECK (state IN ('created', 'open', 'paid', 'credited', 'expired', 'failed')),
  idempotency_key     text        NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 256),
  return_url          text        NOT NULL,
  -- Part of the key of the call that makes the Checkout session: the next one is taken where Stripe repeats a stored failure for ever.
  call_number         integer     NOT NULL DEFAULT 1 CHECK (call_number > 0),
  checkout_session_id text UNIQUE,
  checkout_url        text        NOT NULL DEFAULT '',
  payment_intent_id   text UNIQUE,
  charge_id           text,
  -- What Stripe kept: fixed when the row becomes paid, so that the wallet is always told the same.
  fee_cents           bigint      NOT NULL DEFAULT 0 CHECK (fee_cents >= 0),
  -- When the sweep looks at it (again); null: nothing is open.
  next_at             timestamptz,
  created_at          timestamptz NOT NULL,
  updated_at          timestamptz NOT NULL DEFAULT now(),
  UNIQUE (viewer_id, idempotency_key),
  CHECK (state NOT IN ('open', 'paid', 'credited') OR checkout_session_id IS NOT NULL),
  CHECK (state NOT IN ('paid', 'credited') OR payment_intent_id IS NOT NULL)
);
CREATE INDEX top_up_due ON top_up (next_at) WHERE next_at IS NOT NULL;

-- One refund or dispute. Its row, with the tokens it asks back, is committed before the wallet is asked.
CREATE TABLE top_up_reversal (
  -- Stripe's id of the refund or dispute.
  id              text PRIMARY KEY,
  top_up_id       uuid        NOT NULL REFERENCES top_up,
  kind            text        NOT NULL CHECK (kind IN ('refund', 'dispute')),
  tokens          bigint      NOT NULL CHECK (tokens >= 0),
  cents           bigint      NOT NULL CHECK (cents > 0),
  -- won (a dispute) and failed (a refund): the money came back after all; nothing is credited again by itself.
  state           text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'won', 'failed')),
  reason          text        NOT NULL DEFAULT '',
  tokens_taken    bigint      NOT NULL DEFAULT 0 CHECK (tokens_taken BETWEEN 0 AND tokens),
  cents_recovered bigint      NOT NULL DEFAULT 0 CHECK (cents_recovered >= 0),
  cents_lost      bigint      NOT NULL DEFAULT 0 CHECK (cents_lost >= 0),
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CHECK (state = 'open' OR cents_recovered + cents_lost = cents)
);
CREATE INDEX top_up_reversal_of ON top_up_reversal (top_up_id);

-- Webhooks, once by Stripe's event id.
CREATE TABLE stripe_event (
  id          text PRIMARY KEY,
  type        text        NOT NULL,
  -- The Checkout session or the charge that it is about: what is to be asked about.
  object_id   text        NOT NULL DEFAULT '',
  payload     jsonb       NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  handled_at  timestamptz,
  outcome     text        NOT NULL DEFAULT '',
  attempts    integer     NOT NULL DEFAULT 0,
  error       text        NOT NULL DEFAULT '',
  -- When somebody may handle it (again): doubles as their claim.
  next_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stripe_event_due ON stripe_event (next_at) WHERE handled_at IS NULL;

-- What the service may do. What was bought for how much never changes, and nothing is deleted.
GRANT SELECT, INSERT ON top_up, top_up_reversal, stripe_event TO metercast_billing;
GRANT UPDATE (state, call_number, checkout_session_id, checkout_url, payment_intent_id, charge_id, fee_cents, next_at, updated_at) ON top_up TO metercast_billing;
GRANT UPDATE (state, tokens_taken, cents_recovered, cents_lost, updated_at) ON top_up_reversal TO metercast_billing;
GRANT UPDATE (handled_at, outcome, attempts, error, next_at) ON stripe_event TO metercast_billing;
