// Made by `npm run sql` from reserve.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface EarnedByDayParams {
  account: bigint | number;
  from: Date | string;
}

export interface EarnedByDayRow {
  day: string;
  cents: bigint;
}

/** Cents per day from one on: minutes, and what platform clients credited. */
export const earnedByDay: Statement<EarnedByDayParams, EarnedByDayRow> = {
  sql: `SELECT (at AT TIME ZONE 'UTC')::date::text AS "day", sum(cents)::bigint AS "cents" FROM (
  SELECT hour AS at, cents FROM earnings_hour WHERE creator = $1::bigint AND hour >= $2::timestamptz
  UNION ALL
  SELECT created_at, amount FROM transfer
   WHERE credit_account = $1::bigint AND created_at >= $2::timestamptz AND asset = 'USD' AND source LIKE 'platform:%') AS earned
 GROUP BY 1 ORDER BY 1`,
  parameters: ["account", "from"],
};

export interface FirstEarnedAtParams {
  account: bigint | number;
}

export interface FirstEarnedAtRow {
  at: Date | null;
}

/** The hour or the time of the first earnings; null before them. */
export const firstEarnedAt: Statement<FirstEarnedAtParams, FirstEarnedAtRow> = {
  sql: `SELECT least(
  (SELECT hour FROM earnings_hour WHERE creator = $1::bigint ORDER BY hour LIMIT 1),
  (SELECT created_at FROM transfer WHERE credit_account = $1::bigint AND asset = 'USD' AND source LIKE 'platform:%'
   ORDER BY created_at LIMIT 1)) AS at`,
  parameters: ["account"],
};

export interface OpenLotsParams {
  account: bigint | number;
}

export interface OpenLotsRow {
  day: string;
  part: number;
  amount: bigint;
  hold: string;
  releaseOn: string;
}

/** Lots whose holds stand. */
export const openLots: Statement<OpenLotsParams, OpenLotsRow> = {
  sql: `SELECT day::text AS "day", part AS "part", amount AS "amount", hold::text AS "hold", release_on::text AS "releaseOn"
  FROM reserve_lot WHERE account = $1::bigint AND hold IS NOT NULL AND ended_at IS NULL ORDER BY day`,
  parameters: ["account"],
};

export interface ReservedByDayParams {
  account: bigint | number;
  from: Date | string;
}

export interface ReservedByDayRow {
  day: string;
  cents: bigint;
}

/** The days of which a lot was placed, with what the terms reserved. */
export const reservedByDay: Statement<ReservedByDayParams, ReservedByDayRow> = {
  sql: `SELECT day::text AS "day", share AS "cents" FROM reserve_lot WHERE account = $1::bigint AND day >= $2::date AND part = 0`,
  parameters: ["account", "from"],
};

export interface InsertLotParams {
  account: bigint | number;
  day: Date | string;
  part: number;
  share: bigint | number;
  amount: bigint | number;
  hold: string | null;
  releaseOn: Date | string;
}

/** A lot, or a smaller one in the place of one that was drawn from. */
export const insertLot: Statement<InsertLotParams, never> = {
  sql: `INSERT INTO reserve_lot (account, day, part, share, amount, hold, release_on)
VALUES ($1::bigint, $2::date, $3::integer, $4::bigint, $5::bigint, $6::uuid, $7::date)`,
  parameters: ["account", "day", "part", "share", "amount", "hold", "releaseOn"],
};

export interface MarkLotEndedParams {
  account: bigint | number;
  day: Date | string;
  part: number;
}

/** The lot's hold has ended. */
export const markLotEnded: Statement<MarkLotEndedParams, never> = {
  sql: `UPDATE reserve_lot SET ended_at = now()
 WHERE account = $1::bigint AND day = $2::date AND part = $3::integer AND hold IS NOT NULL AND ended_at IS NULL`,
  parameters: ["account", "day", "part"],
};

export interface CreatorsOfDayParams {
  after: bigint | number;
  limit: number;
  day: Date | string;
  from: Date | string;
  to: Date | string;
}

export interface CreatorsOfDayRow {
  account: bigint;
  owner: string;
  earned: boolean;
}

/** A page of the creators who earned on a day and have no lot of it, after an account. */
export const creatorsOfDay: Statement<CreatorsOfDayParams, CreatorsOfDayRow> = {
  sql: `WITH RECURSIVE creator (account) AS (
  SELECT least((SELECT creator FROM earnings_hour WHERE creator > $1::bigint ORDER BY creator LIMIT 1),
               (SELECT credit_account FROM transfer WHERE credit_account > $1::bigint AND asset = 'USD' AND source LIKE 'platform:%'
                ORDER BY credit_account LIMIT 1))
  UNION ALL
  SELECT least((SELECT e.creator FROM earnings_hour e WHERE e.creator > c.account ORDER BY e.creator LIMIT 1),
               (SELECT t.credit_account FROM transfer t WHERE t.credit_account > c.account AND t.asset = 'USD' AND t.source LIKE 'platform:%'
                ORDER BY t.credit_account LIMIT 1))
    FROM creator c WHERE c.account IS NOT NULL),
page AS (SELECT account FROM creator WHERE account IS NOT NULL LIMIT $2::integer)
SELECT a.id AS "account", a.owner AS "owner",
       NOT EXISTS (SELECT FROM reserve_lot l WHERE l.account = a.id AND l.day = $3::date)
       AND (EXISTS (SELECT FROM earnings_hour e WHERE e.creator = a.id AND e.hour >= $4::timestamptz AND e.hour < $5::timestamptz)
         OR EXISTS (SELECT FROM transfer t WHERE t.credit_account = a.id AND t.created_at >= $4::timestamptz AND t.created_at < $5::timestamptz
                      AND t.asset = 'USD' AND t.source LIKE 'platform:%')) AS "earned"
  FROM page JOIN account a ON a.id = page.account ORDER BY a.id`,
  parameters: ["after", "limit", "day", "from", "to"],
};

export interface CreatorsWithDueLotsParams {
  today: Date | string;
  limit: number;
}

export interface CreatorsWithDueLotsRow {
  account: bigint;
  owner: string;
}

/** Some creators with a lot whose time is over. */
export const creatorsWithDueLots: Statement<CreatorsWithDueLotsParams, CreatorsWithDueLotsRow> = {
  sql: `SELECT DISTINCT a.id AS "account", a.owner AS "owner" FROM (
  SELECT account FROM reserve_lot WHERE hold IS NOT NULL AND ended_at IS NULL AND release_on <= $1::date
   ORDER BY release_on LIMIT $2::integer) AS due JOIN account a ON a.id = due.account`,
  parameters: ["today", "limit"],
};

export interface FirstReserveAtRow {
  at: Date | null;
}

/** When an admin first set a reserve; null before that. */
export const firstReserveAt: Statement<void, FirstReserveAtRow> = {
  sql: `SELECT min(at) AS at FROM earnings_policy WHERE reserve_percent > 0`,
  parameters: [],
};

export interface PlacedDaysParams {
  from: Date | string;
}

export interface PlacedDaysRow {
  day: string;
}

/** Days from one on of which every lot is placed. */
export const placedDays: Statement<PlacedDaysParams, PlacedDaysRow> = {
  sql: `SELECT day::text AS "day" FROM reserve_day WHERE day >= $1::date`,
  parameters: ["from"],
};

export interface InsertPlacedDayParams {
  day: Date | string;
}

/** Every lot of a day is placed. */
export const insertPlacedDay: Statement<InsertPlacedDayParams, never> = {
  sql: `INSERT INTO reserve_day (day) VALUES ($1::date) ON CONFLICT DO NOTHING`,
  parameters: ["day"],
};
