// Made by `npm run sql` from top-ups.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface InsertTopUpParams {
  id: string;
  viewerId: string;
  packageId: string;
  tokens: bigint | number;
  cents: bigint | number;
  key: string;
  returnUrl: string;
  createdAt: number;
  nextAt: number;
  maxOpen: number;
}

/** A new top-up, unless the viewer used the key before or has too many that can still be paid. */
export const insertTopUp: Statement<InsertTopUpParams, never> = {
  sql: `INSERT INTO top_up (id, viewer_id, package_id, tokens, cents, idempotency_key, return_url, created_at, next_at)
SELECT $1::uuid, $2::text, $3, $4::bigint, $5::bigint, $6, $7, at_ms($8::float8),
       at_ms($9::float8)
 WHERE (SELECT count(*) FROM top_up
         WHERE viewer_id = $2 AND state IN ('created', 'open') AND created_at > now() - interval '24 hours') < $10::int
ON CONFLICT DO NOTHING`,
  parameters: ["id", "viewerId", "packageId", "tokens", "cents", "key", "returnUrl", "createdAt", "nextAt", "maxOpen"],
};

export interface OpenTopUpParams {
  sessionId: string;
  url: string;
  nextAt: number;
  id: string;
}

/** Stores the Checkout session. A webhook may have come before the response to the call that created it. */
export const openTopUp: Statement<OpenTopUpParams, never> = {
  sql: `UPDATE top_up
   SET checkout_session_id = $1, checkout_url = $2, state = CASE state WHEN 'created' THEN 'open' ELSE state END,
       next_at = CASE state WHEN 'created' THEN at_ms($3::float8) ELSE next_at END, updated_at = now()
 WHERE id = $4::uuid AND checkout_url = '' AND (checkout_session_id IS NULL OR checkout_session_id = $1)`,
  parameters: ["sessionId", "url", "nextAt", "id"],
};

export interface LeaveCallParams {
  id: string;
  callNumber: number;
}

/** Moves on to the next call number. */
export const leaveCall: Statement<LeaveCallParams, never> = {
  sql: `UPDATE top_up SET call_number = call_number + 1, updated_at = now() WHERE id = $1::uuid AND call_number = $2::int`,
  parameters: ["id", "callNumber"],
};

export interface PayTopUpParams {
  sessionId: string;
  paymentIntentId: string;
  chargeId: string;
  feeCents: bigint | number;
  bookedCents: bigint | number;
  id: string;
}

/** Stores the payment. */
export const payTopUp: Statement<PayTopUpParams, never> = {
  sql: `UPDATE top_up
   SET state = 'paid', checkout_session_id = $1, payment_intent_id = $2, charge_id = $3,
       fee_cents = $4::bigint, booked_cents = $5::bigint, next_at = now() + interval '1 minute', updated_at = now()
 WHERE id = $6::uuid AND state NOT IN ('paid', 'credited')`,
  parameters: ["sessionId", "paymentIntentId", "chargeId", "feeCents", "bookedCents", "id"],
};

export interface CreditTopUpParams {
  id: string;
}

/** The wallet has posted the top-up. */
export const creditTopUp: Statement<CreditTopUpParams, never> = {
  sql: `UPDATE top_up SET state = 'credited', next_at = NULL, updated_at = now() WHERE id = $1::uuid AND state = 'paid'`,
  parameters: ["id"],
};

export interface CloseTopUpParams {
  state: string;
  id: string;
}

/** The Checkout session has expired or failed. */
export const closeTopUp: Statement<CloseTopUpParams, never> = {
  sql: `UPDATE top_up SET state = $1, next_at = NULL, updated_at = now() WHERE id = $2::uuid AND state IN ('created', 'open')`,
  parameters: ["state", "id"],
};

export interface LeaveTopUpParams {
  id: string;
}

/** Takes the top-up out of the sweep. */
export const leaveTopUp: Statement<LeaveTopUpParams, never> = {
  sql: `UPDATE top_up SET next_at = NULL, updated_at = now() WHERE id = $1::uuid`,
  parameters: ["id"],
};

export interface ClaimTopUpsParams {
  days: number;
  limit: number;
}

export interface ClaimTopUpsRow {
  id: string;
  last: boolean;
}

/** Claims overdue top-ups, and sets when each is due again. */
export const claimTopUps: Statement<ClaimTopUpsParams, ClaimTopUpsRow> = {
  sql: `UPDATE top_up
   SET next_at = CASE WHEN created_at < now() - make_interval(days => $1::int) THEN NULL
                      ELSE now() + least(greatest(now() - created_at, interval '1 minute'), interval '1 hour') END
 WHERE id IN (SELECT id FROM top_up WHERE next_at <= now() ORDER BY next_at LIMIT $2::int FOR UPDATE SKIP LOCKED)
RETURNING id, next_at IS NULL AS "last"`,
  parameters: ["days", "limit"],
};

export interface CountOverdueParams {
  seconds: number;
  most: number;
}

export interface CountOverdueRow {
  overdue: number;
}

/** Top-ups that have been overdue for these seconds, counted up to a bound. */
export const countOverdue: Statement<CountOverdueParams, CountOverdueRow> = {
  sql: `SELECT count(*)::int AS "overdue"
  FROM (SELECT FROM top_up WHERE next_at < now() - make_interval(secs => $1::float8) LIMIT $2::int) AS counted`,
  parameters: ["seconds", "most"],
};

export interface PostMoveParams {
  tokensTaken: bigint | number;
  centsRecovered: bigint | number;
  centsLost: bigint | number;
  id: string;
}

/** The wallet has booked a balance transaction. */
export const postMove: Statement<PostMoveParams, never> = {
  sql: `UPDATE top_up_money_move
   SET state = 'posted', tokens_taken = $1::bigint, cents_recovered = $2::bigint, cents_lost = $3::bigint,
       updated_at = now()
 WHERE id = $4 AND state = 'open'`,
  parameters: ["tokensTaken", "centsRecovered", "centsLost", "id"],
};

export interface SettleCaseParams {
  kind: string;
  objectId: string;
}

/** Closes a case whose subject has happened after all. */
export const settleCase: Statement<SettleCaseParams, never> = {
  sql: `UPDATE top_up_case SET resolved_at = now() WHERE kind = $1 AND object_id = $2 AND resolved_at IS NULL`,
  parameters: ["kind", "objectId"],
};

export interface CountOpenCasesParams {
  most: number;
}

export interface CountOpenCasesRow {
  open: number;
}

/** Open cases, counted up to a bound. */
export const countOpenCases: Statement<CountOpenCasesParams, CountOpenCasesRow> = {
  sql: `SELECT count(*)::int AS "open" FROM (SELECT FROM top_up_case WHERE resolved_at IS NULL LIMIT $1::int) AS counted`,
  parameters: ["most"],
};

export interface ListTopUpsParams {
  viewerId: string;
  afterId: string | null;
  id: string | null;
  limit: number;
}

export interface ListTopUpsRow {
  id: string;
  package_id: string;
  tokens: bigint;
  cents: bigint;
  state: string;
  created_at: Date;
  receipt_url: string;
  receipt_at: Date | null;
  refundedCents: bigint;
}

/** A page of a viewer's purchases, newest first. */
export const listTopUps: Statement<ListTopUpsParams, ListTopUpsRow> = {
  sql: `SELECT t.id, t.package_id, t.tokens, t.cents, t.state, t.created_at, t.receipt_url, t.receipt_at,
       (SELECT greatest(0, -coalesce(sum(m.cents), 0))::int8 FROM top_up_money_move m WHERE m.top_up_id = t.id) AS "refundedCents"
  FROM top_up t
 WHERE t.viewer_id = $1 AND ($2::uuid IS NULL OR t.id < $2) AND ($3::uuid IS NULL OR t.id = $3)
 ORDER BY t.id DESC LIMIT $4::int`,
  parameters: ["viewerId", "afterId", "id", "limit"],
};

export interface KeepReceiptParams {
  url: string;
  at: number;
  id: string;
}

/** Stripe's receipt of the charge. */
export const keepReceipt: Statement<KeepReceiptParams, never> = {
  sql: `UPDATE top_up SET receipt_url = $1, receipt_at = at_ms($2::float8) WHERE id = $3::uuid`,
  parameters: ["url", "at", "id"],
};
