// Made by `npm run sql` from earnings-policies.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface EarningsPoliciesParams {
  creatorId: string;
  limit: number;
}

export interface EarningsPoliciesRow {
  version: number;
  holdDays: number;
  newCreatorDays: number;
  newCreatorHoldDays: number;
  reservePercent: number;
  reserveDays: number;
  at: Date;
  actorId: string;
  confirmedBy: string;
}

/** The newest versions of a scope, oldest first. */
export const earningsPolicies: Statement<EarningsPoliciesParams, EarningsPoliciesRow> = {
  sql: `SELECT version AS "version", hold_days AS "holdDays", new_creator_days AS "newCreatorDays", new_creator_hold_days AS "newCreatorHoldDays",
       reserve_percent AS "reservePercent", reserve_days AS "reserveDays", at AS "at",
       actor_id AS "actorId", confirmed_by AS "confirmedBy"
  FROM (SELECT * FROM earnings_policy WHERE creator_id = $1 ORDER BY version DESC LIMIT $2::integer) AS newest ORDER BY version`,
  parameters: ["creatorId", "limit"],
};

export interface FindEarningsPolicyParams {
  requestId: string;
}

export interface FindEarningsPolicyRow {
  id: bigint;
  creator_id: string;
  version: number;
  hold_days: number;
  new_creator_days: number;
  new_creator_hold_days: number;
  reserve_percent: number;
  reserve_days: number;
  releases_earlier: boolean;
  reason: string;
  actor_id: string;
  confirmed_by: string;
  request_id: string;
  at: Date;
}

/** The version that a request made. */
export const findEarningsPolicy: Statement<FindEarningsPolicyParams, FindEarningsPolicyRow> = {
  sql: `SELECT * FROM earnings_policy WHERE request_id = $1`,
  parameters: ["requestId"],
};

export interface InsertEarningsPolicyParams {
  creatorId: string;
  version: number;
  holdDays: number;
  newCreatorDays: number;
  newCreatorHoldDays: number;
  reservePercent: number;
  reserveDays: number;
  releasesEarlier: boolean;
  reason: string;
  actorId: string;
  confirmedBy: string;
  requestId: string;
  at: Date | string;
}

export interface InsertEarningsPolicyRow {
  id: bigint;
  creator_id: string;
  version: number;
  hold_days: number;
  new_creator_days: number;
  new_creator_hold_days: number;
  reserve_percent: number;
  reserve_days: number;
  releases_earlier: boolean;
  reason: string;
  actor_id: string;
  confirmed_by: string;
  request_id: string;
  at: Date;
}

/** A new version. Fails where another transaction has made the same one. */
export const insertEarningsPolicy: Statement<InsertEarningsPolicyParams, InsertEarningsPolicyRow> = {
  sql: `INSERT INTO earnings_policy (creator_id, version, hold_days, new_creator_days, new_creator_hold_days, reserve_percent, reserve_days,
  releases_earlier, reason, actor_id, confirmed_by, request_id, at)
VALUES ($1, $2::integer, $3::integer, $4::integer, $5::integer, $6::integer,
  $7::integer, $8::boolean, $9, $10, $11, $12, $13::timestamptz)
RETURNING *`,
  parameters: ["creatorId", "version", "holdDays", "newCreatorDays", "newCreatorHoldDays", "reservePercent", "reserveDays", "releasesEarlier", "reason", "actorId", "confirmedBy", "requestId", "at"],
};

export interface ListEarningsPoliciesParams {
  creatorId: string | null;
  before: bigint | number | null;
  limit: number;
}

export interface ListEarningsPoliciesRow {
  id: bigint;
  creator_id: string;
  version: number;
  hold_days: number;
  new_creator_days: number;
  new_creator_hold_days: number;
  reserve_percent: number;
  reserve_days: number;
  releases_earlier: boolean;
  reason: string;
  actor_id: string;
  confirmed_by: string;
  request_id: string;
  at: Date;
}

/** A page of versions, newest first; of one scope, or of all. */
export const listEarningsPolicies: Statement<ListEarningsPoliciesParams, ListEarningsPoliciesRow> = {
  sql: `SELECT * FROM earnings_policy
 WHERE ($1::text IS NULL OR creator_id = $1) AND ($2::bigint IS NULL OR id < $2::bigint)
 ORDER BY id DESC LIMIT $3::integer`,
  parameters: ["creatorId", "before", "limit"],
};
