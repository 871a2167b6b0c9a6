// Made by `npm run sql` from standing.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface ReadFundsParams {
  sessions: readonly string[] | Buffer;
  minutes: readonly number[] | Buffer;
  lowest: string;
  owner: string;
}

export interface ReadFundsRow {
  available: bigint;
  paid: number[];
}

/** A viewer's available tokens, and how far each of some sessions is paid. */
export const readFunds: Statement<ReadFundsParams, ReadFundsRow> = {
  sql: `WITH RECURSIVE paid (place, session, minute, steps) AS (
  SELECT place, session, minute, 0 FROM unnest($1::uuid[], $2::integer[]) WITH ORDINALITY AS asked (session, minute, place)
  UNION ALL
  SELECT p.place, p.session, p.minute + 1, p.steps + 1 FROM paid p
  WHERE p.steps < 10000
    AND EXISTS (SELECT FROM viewer_minute m WHERE m.id = minute_id(p.session, p.minute + 1) AND m.id >= $3::uuid AND m.paid))
SELECT coalesce((SELECT posted - held FROM account WHERE owner = $4 AND asset = 'TOKEN'), 0) AS "available",
       (SELECT coalesce(array_agg(minute ORDER BY place), '{}') FROM (SELECT place, max(minute) AS minute FROM paid GROUP BY place) AS reached) AS "paid"`,
  parameters: ["sessions", "minutes", "lowest", "owner"],
};
