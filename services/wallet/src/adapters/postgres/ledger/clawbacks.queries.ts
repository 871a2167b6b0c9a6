// Made by `npm run sql` from clawbacks.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface InsertClawbackParams {
  id: string;
  topUpId: string;
  sourceId: string;
  viewer: bigint | number;
  tokens: bigint | number;
  lostTokens: bigint | number;
  lostCents: bigint | number;
  policy: string;
  percent: number;
}

/** A balance transaction that changed a top-up's lost tokens. */
export const insertClawback: Statement<InsertClawbackParams, never> = {
  sql: `INSERT INTO clawback (balance_transaction_id, top_up_id, source_id, viewer, tokens, lost_tokens, lost_cents, policy, percent)
VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8, $9::integer)`,
  parameters: ["id", "topUpId", "sourceId", "viewer", "tokens", "lostTokens", "lostCents", "policy", "percent"],
};

export interface NextClawbackRow {
  id: string;
  topUpId: string;
  sourceId: string;
  viewer: bigint;
  tokens: bigint;
  lostTokens: bigint;
  lostCents: bigint;
  policy: string;
  percent: number;
  isTraced: boolean;
}

/** The oldest open step. Earlier ones of its top-up are older, so they come first. */
export const nextClawback: Statement<void, NextClawbackRow> = {
  sql: `SELECT balance_transaction_id AS id, top_up_id AS "topUpId", source_id AS "sourceId", viewer, tokens, lost_tokens AS "lostTokens",
       lost_cents AS "lostCents", policy, percent, traced_at IS NOT NULL AS "isTraced"
  FROM clawback WHERE done_at IS NULL ORDER BY position LIMIT 1`,
  parameters: [],
};

export interface SharesBeforeParams {
  topUpId: string;
  id: string;
}

export interface SharesBeforeRow {
  piece: string;
  creator: bigint;
  cents: bigint;
}

/** What the earlier steps of a top-up found, in their order. */
export const sharesBefore: Statement<SharesBeforeParams, SharesBeforeRow> = {
  sql: `SELECT s.piece, s.creator, s.cents FROM clawback c JOIN clawback_share s ON s.balance_transaction_id = c.balance_transaction_id
 WHERE c.top_up_id = $1 AND c.position < (SELECT position FROM clawback WHERE balance_transaction_id = $2) ORDER BY c.position, s.creator`,
  parameters: ["topUpId", "id"],
};

export interface OpenSharesParams {
  step: string;
  limit: number;
}

export interface OpenSharesRow {
  step: string;
  piece: string;
  creator: bigint;
  cents: bigint;
  owner: string;
  topUpId: string;
  sourceId: string;
  policy: string;
  percent: number;
}

/** Shares of a step that are not worked off, with the policy of their pieces. */
export const openShares: Statement<OpenSharesParams, OpenSharesRow> = {
  sql: `SELECT s.balance_transaction_id AS step, s.piece, s.creator, s.cents, a.owner, c.top_up_id AS "topUpId", step.source_id AS "sourceId", c.policy, c.percent
  FROM clawback_share s JOIN account a ON a.id = s.creator JOIN clawback c ON c.balance_transaction_id = s.piece
  JOIN clawback step ON step.balance_transaction_id = s.balance_transaction_id
 WHERE s.balance_transaction_id = $1
   AND NOT EXISTS (SELECT FROM clawback_entry e WHERE e.piece = s.piece AND e.creator = s.creator AND e.cause = s.balance_transaction_id)
 ORDER BY s.creator, c.position DESC LIMIT $2::integer`,
  parameters: ["step", "limit"],
};

export interface DebtorsParams {
  after: bigint | number;
  limit: number;
}

export interface DebtorsRow {
  creator: bigint;
  owner: string;
}

/** Creators who owe something, after an account. */
export const debtors: Statement<DebtorsParams, DebtorsRow> = {
  sql: `SELECT e.creator, a.owner FROM clawback_entry e JOIN account a ON a.id = e.creator
 WHERE e.creator > $1::bigint AND e.debt_cents <> 0
 GROUP BY e.creator, a.owner HAVING sum(e.debt_cents) > 0 ORDER BY e.creator LIMIT $2::integer`,
  parameters: ["after", "limit"],
};

export interface LockClawbackParams {
  id: string;
}

export interface LockClawbackRow {
  id: string;
}

/** A step that is not traced, locked; a concurrent transaction with it waits. */
export const lockClawback: Statement<LockClawbackParams, LockClawbackRow> = {
  sql: `SELECT balance_transaction_id AS id FROM clawback WHERE balance_transaction_id = $1 AND traced_at IS NULL FOR UPDATE`,
  parameters: ["id"],
};

export interface InsertShareParams {
  step: string;
  piece: string;
  creator: bigint | number;
  cents: bigint | number;
}

/** What a step found for a creator. */
export const insertShare: Statement<InsertShareParams, never> = {
  sql: `INSERT INTO clawback_share (balance_transaction_id, piece, creator, cents) VALUES ($1, $2, $3::bigint, $4::bigint)`,
  parameters: ["step", "piece", "creator", "cents"],
};

export interface MarkClawbackTracedParams {
  untraced: bigint | number;
  id: string;
}

/** The shares of a step are kept. */
export const markClawbackTraced: Statement<MarkClawbackTracedParams, never> = {
  sql: `UPDATE clawback SET untraced = $1::bigint, traced_at = now() WHERE balance_transaction_id = $2 AND traced_at IS NULL`,
  parameters: ["untraced", "id"],
};

export interface MarkClawbackDoneParams {
  id: string;
}

/** A step whose shares are all worked off. */
export const markClawbackDone: Statement<MarkClawbackDoneParams, never> = {
  sql: `UPDATE clawback c SET done_at = now()
 WHERE c.balance_transaction_id = $1 AND c.done_at IS NULL AND c.traced_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM clawback_share s WHERE s.balance_transaction_id = c.balance_transaction_id
     AND NOT EXISTS (SELECT FROM clawback_entry e WHERE e.piece = s.piece AND e.creator = s.creator AND e.cause = s.balance_transaction_id))`,
  parameters: ["id"],
};

export interface BorneOfParams {
  piece: string;
  creator: bigint | number;
}

export interface BorneOfRow {
  reserve: bigint;
  available: bigint;
  debt: bigint;
  absorbed: bigint;
}

/** How a creator's share of a piece is borne, over all that happened to it. */
export const borneOf: Statement<BorneOfParams, BorneOfRow> = {
  sql: `SELECT coalesce(sum(reserve_cents), 0)::bigint AS "reserve", coalesce(sum(available_cents), 0)::bigint AS "available",
       coalesce(sum(debt_cents), 0)::bigint AS "debt", coalesce(sum(absorbed_cents), 0)::bigint AS "absorbed"
  FROM clawback_entry WHERE piece = $1 AND creator = $2::bigint`,
  parameters: ["piece", "creator"],
};

export interface FindClawbackEntryParams {
  piece: string;
  creator: bigint | number;
  cause: string;
}

export interface FindClawbackEntryRow {
  cause: string;
}

/** Whether something happened to a share. */
export const findClawbackEntry: Statement<FindClawbackEntryParams, FindClawbackEntryRow> = {
  sql: `SELECT cause FROM clawback_entry WHERE piece = $1 AND creator = $2::bigint AND cause = $3`,
  parameters: ["piece", "creator", "cause"],
};

export interface InsertClawbackEntryParams {
  piece: string;
  creator: bigint | number;
  cause: string;
  reserve: bigint | number;
  available: bigint | number;
  debt: bigint | number;
  absorbed: bigint | number;
}

/** How a share is borne. */
export const insertClawbackEntry: Statement<InsertClawbackEntryParams, never> = {
  sql: `INSERT INTO clawback_entry (piece, creator, cause, reserve_cents, available_cents, debt_cents, absorbed_cents)
VALUES ($1, $2::bigint, $3, $4::bigint, $5::bigint, $6::bigint, $7::bigint)`,
  parameters: ["piece", "creator", "cause", "reserve", "available", "debt", "absorbed"],
};

export interface DebtsOfParams {
  creator: bigint | number;
}

export interface DebtsOfRow {
  piece: string;
  topUpId: string;
  sourceId: string;
  cents: bigint;
}

/** What a creator owes, piece by piece, the oldest first. */
export const debtsOf: Statement<DebtsOfParams, DebtsOfRow> = {
  sql: `SELECT e.piece, c.top_up_id AS "topUpId", c.source_id AS "sourceId", sum(e.debt_cents)::bigint AS "cents"
  FROM clawback_entry e JOIN clawback c ON c.balance_transaction_id = e.piece
 WHERE e.creator = $1::bigint AND e.debt_cents <> 0 GROUP BY e.piece, c.top_up_id, c.source_id, c.position
HAVING sum(e.debt_cents) > 0 ORDER BY c.position`,
  parameters: ["creator"],
};

export interface DebtOfParams {
  creator: bigint | number;
}

export interface DebtOfRow {
  cents: bigint;
}

/** All that a creator owes. */
export const debtOf: Statement<DebtOfParams, DebtOfRow> = {
  sql: `SELECT coalesce(sum(debt_cents), 0)::bigint AS "cents" FROM clawback_entry WHERE creator = $1::bigint AND debt_cents <> 0`,
  parameters: ["creator"],
};

export interface ClawbacksOfTopUpParams {
  topUpId: string;
}

export interface ClawbacksOfTopUpRow {
  userId: string;
  taken: bigint;
  debt: bigint;
  absorbed: bigint;
}

/** What refunds and disputes of a top-up took from creators, as it is now. */
export const clawbacksOfTopUp: Statement<ClawbacksOfTopUpParams, ClawbacksOfTopUpRow> = {
  sql: `SELECT a.owner AS "userId", sum(e.reserve_cents + e.available_cents)::bigint AS "taken", sum(e.debt_cents)::bigint AS "debt",
       sum(e.absorbed_cents)::bigint AS "absorbed"
  FROM clawback c JOIN clawback_entry e ON e.piece = c.balance_transaction_id JOIN account a ON a.id = e.creator
 WHERE c.top_up_id = $1 GROUP BY a.owner ORDER BY a.owner`,
  parameters: ["topUpId"],
};

export interface UntracedOfTopUpParams {
  topUpId: string;
}

export interface UntracedOfTopUpRow {
  tokens: bigint;
}

/** Lost tokens of a top-up for which no creator's minute was found, after its newest step that is traced. */
export const untracedOfTopUp: Statement<UntracedOfTopUpParams, UntracedOfTopUpRow> = {
  sql: `SELECT untraced AS "tokens" FROM clawback WHERE top_up_id = $1 AND traced_at IS NOT NULL ORDER BY position DESC LIMIT 1`,
  parameters: ["topUpId"],
};
