// Made by `npm run sql` from spending.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface TopUpCreditsParams {
  topUpId: string;
}

export interface TopUpCreditsRow {
  account: bigint;
  owner: string;
  version: bigint;
  tokens: bigint;
  at: Date;
  newest: bigint;
}

/** The credits of a top-up to its viewer: the purchase, and what refunds and disputes gave back. */
export const topUpCredits: Statement<TopUpCreditsParams, TopUpCreditsRow> = {
  sql: `SELECT t.credit_account AS "account", a.owner AS "owner", t.credit_version AS "version", t.amount AS "tokens", t.created_at AS "at", a.version AS "newest"
  FROM (SELECT 'top-up' AS source, $1 AS request_id
        UNION ALL SELECT 'top-up-money', balance_transaction_id FROM top_up_money WHERE top_up_id = $1) AS r
  JOIN transfer t ON t.source = r.source AND t.request_id = r.request_id JOIN account a ON a.id = t.credit_account
 WHERE t.asset = 'TOKEN' ORDER BY t.credit_version`,
  parameters: ["topUpId"],
};

export interface ReceivedBeforeParams {
  account: bigint | number;
  version: bigint | number;
}

export interface ReceivedBeforeRow {
  tokens: bigint;
}

/** All that an account received by transfers of versions below this one. */
export const receivedBefore: Statement<ReceivedBeforeParams, ReceivedBeforeRow> = {
  sql: `SELECT coalesce(sum(amount), 0)::bigint AS "tokens" FROM transfer WHERE credit_account = $1::bigint AND credit_version < $2::bigint`,
  parameters: ["account", "version"],
};

export interface TokenChangesParams {
  account: bigint | number;
}

export interface TokenChangesRow {
  version: bigint;
  tokens: bigint;
  topUpId: string;
  balance: bigint;
}

/** All that an account received, and what refunds and disputes took back, oldest first. */
export const tokenChanges: Statement<TokenChangesParams, TokenChangesRow> = {
  sql: `SELECT credit_version AS "version", amount AS "tokens", CASE WHEN source IN ('top-up', 'top-up-money') THEN reference_id ELSE '' END AS "topUpId",
       credit_balance_after AS "balance"
  FROM transfer WHERE credit_account = $1::bigint
UNION ALL
SELECT debit_version, -amount, reference_id, debit_balance_after FROM transfer
 WHERE debit_account = $1::bigint AND reference_type = 'TOP_UP_REVERSAL'
ORDER BY 1`,
  parameters: ["account"],
};

export interface SpendingAfterParams {
  account: bigint | number;
  after: bigint | number;
  limit: number;
}

export interface SpendingAfterRow {
  version: bigint;
  tokens: bigint;
  reference_type: string;
  session: string | null;
  minute: number | null;
  stream: string | null;
  cents: bigint | null;
  at: Date | null;
  creator: bigint | null;
  owner: string | null;
}

/** What left a viewer's account after a version, oldest first. */
export const spendingAfter: Statement<SpendingAfterParams, SpendingAfterRow> = {
  sql: `(SELECT m.version AS "version", m.tokens::bigint AS "tokens", 'STREAM_VIEW' AS "reference_type", minute_session(m.id, m.minute)::text AS session, m.minute,
        m.stream::text AS stream, m.cents::bigint AS cents, b.posted_at AS at, p.creator, a.owner
 FROM viewer_minutes_after($1::bigint, $2::bigint, 4611686018427387904, $3::integer) AS m JOIN minute_batch b ON b.id = m.batch
 LEFT JOIN creator_posting p ON p.batch = m.batch AND p.stream = m.stream AND m.cents > 0 LEFT JOIN account a ON a.id = p.creator)
UNION ALL
(SELECT debit_version, amount, reference_type, NULL, NULL, NULL, NULL, created_at, NULL, NULL FROM transfer
 WHERE debit_account = $1::bigint AND debit_version > $2::bigint ORDER BY debit_version LIMIT $3::integer)
UNION ALL
(SELECT r.last_version, -r.amount, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM closed_run r JOIN minute_partition p ON p.name = r.partition
 WHERE r.account = $1::bigint AND r.last_version > $2::bigint AND r.amount < 0 AND p.detached_at IS NOT NULL
 ORDER BY r.last_version LIMIT $3::integer)
ORDER BY 1 LIMIT $3::integer`,
  parameters: ["account", "after", "limit"],
};

export interface RequestsOfTopUpParams {
  topUpId: string;
}

export interface RequestsOfTopUpRow {
  source: string;
  requestId: string;
}

/** The requests that booked a top-up, and its refunds and disputes. */
export const requestsOfTopUp: Statement<RequestsOfTopUpParams, RequestsOfTopUpRow> = {
  sql: `SELECT 'top-up' AS "source", $1 AS "requestId"
UNION ALL SELECT 'top-up-money', balance_transaction_id FROM top_up_money WHERE top_up_id = $1`,
  parameters: ["topUpId"],
};

export interface PaidMinutesOfParams {
  limit: number;
  session: string;
}

export interface PaidMinutesOfRow {
  account: bigint;
  version: bigint;
  tokens: bigint;
  balance: bigint;
}

/** The paid minutes of a session from its first one on, with their places in the viewer's account. */
export const paidMinutesOf: Statement<PaidMinutesOfParams, PaidMinutesOfRow> = {
  sql: `SELECT m.viewer AS "account", m.version AS "version", m.tokens::bigint AS "tokens", m.balance_after AS "balance"
  FROM generate_series(1, $1::integer) AS k
 CROSS JOIN LATERAL (
   SELECT * FROM viewer_minute WHERE id = minute_id($2::uuid, k)
      AND id BETWEEN minute_id($2::uuid, 1) AND minute_id($2::uuid, $1::integer) OFFSET 0) AS m
 WHERE m.paid AND m.tokens > 0 ORDER BY k`,
  parameters: ["limit", "session"],
};
