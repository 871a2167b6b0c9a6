// Made by `npm run sql` from search.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface WithdrawalsBetweenParams {
  from: string;
  to: string;
  limit: number;
}

export interface WithdrawalsBetweenRow {
  id: string;
  creator_id: string;
  status: string;
  amount: bigint;
  created_at: Date;
}

export const withdrawalsBetween: Statement<WithdrawalsBetweenParams, WithdrawalsBetweenRow> = {
  sql: `SELECT id, creator_id, status, amount, created_at FROM withdrawal
WHERE id BETWEEN $1::uuid AND $2::uuid AND hold <> 'placing' ORDER BY id DESC LIMIT $3::integer`,
  parameters: ["from", "to", "limit"],
};

export interface WithdrawalsOfParams {
  creatorId: string;
  limit: number;
}

export interface WithdrawalsOfRow {
  id: string;
  creator_id: string;
  status: string;
  amount: bigint;
  created_at: Date;
}

export const withdrawalsOf: Statement<WithdrawalsOfParams, WithdrawalsOfRow> = {
  sql: `SELECT id, creator_id, status, amount, created_at FROM withdrawal
WHERE creator_id = $1 AND hold <> 'placing' ORDER BY id DESC LIMIT $2::integer`,
  parameters: ["creatorId", "limit"],
};

export interface AttemptsBetweenParams {
  from: string;
  to: string;
  limit: number;
}

export interface AttemptsBetweenRow {
  id: string;
  creator_id: string;
  withdrawal: string;
  method: string;
  state: string;
  amount: bigint;
  created_at: Date;
}

export const attemptsBetween: Statement<AttemptsBetweenParams, AttemptsBetweenRow> = {
  sql: `SELECT id, creator_id, withdrawal, method, state, amount, created_at FROM payout_attempt
WHERE id BETWEEN $1::uuid AND $2::uuid ORDER BY id DESC LIMIT $3::integer`,
  parameters: ["from", "to", "limit"],
};

export interface AttemptsOfReferenceParams {
  reference: string;
  limit: number;
}

export interface AttemptsOfReferenceRow {
  id: string;
  creator_id: string;
  withdrawal: string;
  method: string;
  state: string;
  amount: bigint;
  created_at: Date;
}

/** By Stripe's transfer or payout, or the bank's reference. Empty ones are not in the index. */
export const attemptsOfReference: Statement<AttemptsOfReferenceParams, AttemptsOfReferenceRow> = {
  sql: `SELECT id, creator_id, withdrawal, method, state, amount, created_at FROM payout_attempt
WHERE (funding_ref = $1 AND funding_ref <> '') OR (payout_ref = $1 AND payout_ref <> '')
ORDER BY created_at DESC LIMIT $2::integer`,
  parameters: ["reference", "limit"],
};

export interface MethodsBetweenParams {
  from: string;
  to: string;
  limit: number;
}

export interface MethodsBetweenRow {
  id: string;
  creator_id: string;
  kind: string;
  state: string;
  deleted_at: Date | null;
  created_at: Date;
}

export const methodsBetween: Statement<MethodsBetweenParams, MethodsBetweenRow> = {
  sql: `SELECT id, creator_id, kind, state, deleted_at, created_at FROM payout_method
WHERE id BETWEEN $1::uuid AND $2::uuid ORDER BY id DESC LIMIT $3::integer`,
  parameters: ["from", "to", "limit"],
};

export interface MethodsOfParams {
  query: string;
  limit: number;
}

export interface MethodsOfRow {
  id: string;
  creator_id: string;
  kind: string;
  state: string;
  deleted_at: Date | null;
  created_at: Date;
}

export const methodsOf: Statement<MethodsOfParams, MethodsOfRow> = {
  sql: `SELECT id, creator_id, kind, state, deleted_at, created_at FROM payout_method
WHERE creator_id = $1 OR account_id = $1 ORDER BY created_at DESC LIMIT $2::integer`,
  parameters: ["query", "limit"],
};

export interface WithdrawalsOfAmountParams {
  amount: bigint | number;
  limit: number;
}

export interface WithdrawalsOfAmountRow {
  id: string;
  creator_id: string;
  status: string;
  amount: bigint;
  created_at: Date;
}

/** The newest of exactly an amount. */
export const withdrawalsOfAmount: Statement<WithdrawalsOfAmountParams, WithdrawalsOfAmountRow> = {
  sql: `SELECT id, creator_id, status, amount, created_at FROM withdrawal
WHERE amount = $1 AND hold <> 'placing' ORDER BY id DESC LIMIT $2::integer`,
  parameters: ["amount", "limit"],
};
