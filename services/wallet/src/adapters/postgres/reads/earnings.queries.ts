// Made by `npm run sql` from earnings.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface TotalEarningsParams {
  creator: bigint | number;
}

export interface TotalEarningsRow {
  minutes: bigint;
  cents: bigint;
}

/** All that a creator's account earned. */
export const totalEarnings: Statement<TotalEarningsParams, TotalEarningsRow> = {
  sql: `SELECT coalesce(sum(minutes), 0)::bigint AS "minutes", coalesce(sum(cents), 0)::bigint AS "cents" FROM earnings_hour WHERE creator = $1`,
  parameters: ["creator"],
};

export interface EarningsSinceParams {
  since: readonly (Date | string)[] | Buffer;
  creator: bigint | number;
}

export interface EarningsSinceRow {
  cents: bigint;
}

/** What it earned since each of some times, in their order. */
export const earningsSince: Statement<EarningsSinceParams, EarningsSinceRow> = {
  sql: `SELECT coalesce(sum(h.cents), 0)::bigint AS "cents"
  FROM unnest($1::timestamptz[]) WITH ORDINALITY AS s (start, place)
  LEFT JOIN earnings_hour h ON h.creator = $2 AND h.hour >= s.start GROUP BY s.place ORDER BY s.place`,
  parameters: ["since", "creator"],
};

export interface EarningsOfStreamsParams {
  streams: readonly string[] | Buffer;
  creator: bigint | number;
}

export interface EarningsOfStreamsRow {
  stream: string;
  minutes: bigint;
  cents: bigint;
}

/** What it earned with each of some streams. */
export const earningsOfStreams: Statement<EarningsOfStreamsParams, EarningsOfStreamsRow> = {
  sql: `SELECT stream::text AS "stream", sum(minutes)::bigint AS "minutes", sum(cents)::bigint AS "cents"
  FROM earnings_hour WHERE stream = ANY ($1::uuid[]) AND creator = $2 GROUP BY stream`,
  parameters: ["streams", "creator"],
};

export interface EarningsSeriesParams {
  interval: string;
  creator: bigint | number;
  from: Date | string;
  to: Date | string;
  stream: string | null;
}

export interface EarningsSeriesRow {
  start: Date;
  minutes: bigint;
  cents: bigint;
}

/** What it earned per hour, day or month, in order. */
export const earningsSeries: Statement<EarningsSeriesParams, EarningsSeriesRow> = {
  sql: `SELECT date_trunc($1, hour, 'UTC') AS "start", sum(minutes)::bigint AS "minutes", sum(cents)::bigint AS "cents"
  FROM earnings_hour
 WHERE creator = $2 AND hour >= $3::timestamptz AND hour < $4::timestamptz AND ($5::uuid IS NULL OR stream = $5::uuid)
 GROUP BY 1 ORDER BY 1`,
  parameters: ["interval", "creator", "from", "to", "stream"],
};

export interface SumEarningsParams {
  starts: readonly (Date | string)[] | Buffer;
  creator: bigint | number;
  from: Date | string;
  to: Date | string;
  stream: string | null;
}

export interface SumEarningsRow {
  place: number;
  minutes: bigint;
  cents: bigint;
}

/** What it earned from each of some times to the next one, in order; "place" is from 1. */
export const sumEarnings: Statement<SumEarningsParams, SumEarningsRow> = {
  sql: `SELECT width_bucket(hour, $1::timestamptz[]) AS "place", sum(minutes)::bigint AS "minutes", sum(cents)::bigint AS "cents"
  FROM earnings_hour
 WHERE creator = $2 AND hour >= $3::timestamptz AND hour < $4::timestamptz AND ($5::uuid IS NULL OR stream = $5::uuid)
 GROUP BY 1 ORDER BY 1`,
  parameters: ["starts", "creator", "from", "to", "stream"],
};

export interface EarningsByStreamParams {
  byDay: boolean;
  creator: bigint | number;
  from: Date | string;
  to: Date | string;
  afterStream: string | null;
  afterDay: Date | string | null;
  limit: number;
}

export interface EarningsByStreamRow {
  stream: string;
  day: Date | null;
  minutes: bigint;
  cents: bigint;
}

/** A page of what it earned per stream, or per stream and day, after a place. */
export const earningsByStream: Statement<EarningsByStreamParams, EarningsByStreamRow> = {
  sql: `SELECT stream::text AS "stream", day, sum(minutes)::bigint AS "minutes", sum(cents)::bigint AS "cents"
  FROM (SELECT stream, minutes, cents, CASE WHEN $1::boolean THEN date_trunc('day', hour, 'UTC') END AS day
          FROM earnings_hour WHERE creator = $2 AND hour >= $3::timestamptz AND hour < $4::timestamptz) AS h
 WHERE $5::uuid IS NULL OR stream < $5::uuid OR (stream = $5::uuid AND day < $6::timestamptz)
 GROUP BY stream, day ORDER BY stream DESC, day DESC LIMIT $7::integer`,
  parameters: ["byDay", "creator", "from", "to", "afterStream", "afterDay", "limit"],
};

export interface HourlyTotalsParams {
  from: Date | string;
}

export interface HourlyTotalsRow {
  start: Date;
  minutes: bigint;
  tokens: bigint;
  cents: bigint;
}

/** All paid minutes per hour since a time, in order. */
export const hourlyTotals: Statement<HourlyTotalsParams, HourlyTotalsRow> = {
  sql: `SELECT date_trunc('hour', posted_at, 'UTC') AS "start", sum(paid)::bigint AS "minutes", sum(tokens)::bigint AS "tokens",
       sum(cents)::bigint AS "cents"
  FROM minute_batch WHERE posted_at >= $1::timestamptz AND paid > 0 GROUP BY 1 ORDER BY 1`,
  parameters: ["from"],
};

export interface NewestHoursParams {
  creator: bigint | number;
  limit: number;
}

export interface NewestHoursRow {
  hour: Date;
  stream: string;
  cents: bigint;
}

/** The newest hours in which a creator's account earned something. */
export const newestHours: Statement<NewestHoursParams, NewestHoursRow> = {
  sql: `SELECT hour, stream::text AS "stream", cents FROM earnings_hour WHERE creator = $1 AND cents > 0 ORDER BY hour DESC LIMIT $2::integer`,
  parameters: ["creator", "limit"],
};

export interface EarnedInAllParams {
  creators: readonly string[] | Buffer;
}

export interface EarnedInAllRow {
  creatorId: string;
  cents: bigint;
}

/** What some creators earned in all. */
export const earnedInAll: Statement<EarnedInAllParams, EarnedInAllRow> = {
  sql: `SELECT a.owner AS "creatorId", coalesce(sum(h.cents), 0)::bigint AS "cents" FROM account a LEFT JOIN earnings_hour h ON h.creator = a.id
 WHERE a.owner = ANY ($1::text[]) AND a.asset = 'USD' GROUP BY a.owner`,
  parameters: ["creators"],
};
