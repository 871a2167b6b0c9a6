// Made by `npm run sql` from minutes.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface PostMinutesParams {
  ids: readonly string[] | Buffer;
  idsBefore: readonly string[] | Buffer;
  sessions: readonly string[] | Buffer;
  minutes: readonly number[] | Buffer;
  viewers: readonly (bigint | number)[] | Buffer;
  creators: readonly (bigint | number)[] | Buffer;
  streams: readonly string[] | Buffer;
  tokens: readonly number[] | Buffer;
  cents: readonly number[] | Buffer;
  lowBelow: bigint | number;
  headers: string;
  answer: boolean;
}

export interface PostMinutesRow {
  paid: number;
  refused: number;
  replayed: number;
  gaps: number;
  periodClosed: number;
  lines: Uint8Array;
  creators: Uint8Array;
}

/** Posts lines, which are given column by column. */
export const postMinutes: Statement<PostMinutesParams, PostMinutesRow> = {
  sql: `SELECT paid AS "paid", refused AS "refused", replayed AS "replayed", gaps AS "gaps", too_old AS "periodClosed", lines AS "lines",
       creators AS "creators"
  FROM post_minutes($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::bigint[], $6::bigint[],
    $7::uuid[], $8::integer[], $9::integer[], $10::bigint, $11::jsonb, $12::boolean)`,
  parameters: ["ids", "idsBefore", "sessions", "minutes", "viewers", "creators", "streams", "tokens", "cents", "lowBelow", "headers", "answer"],
};

export interface UnknownLinesParams {
  viewers: readonly (bigint | number)[] | Buffer;
  creators: readonly (bigint | number)[] | Buffer;
}

export interface UnknownLinesRow {
  places: number[];
}

/** The places, from 1, of the lines that name an account which does not exist. */
export const unknownLines: Statement<UnknownLinesParams, UnknownLinesRow> = {
  sql: `SELECT unknown_lines($1::bigint[], $2::bigint[]) AS "places"`,
  parameters: ["viewers", "creators"],
};

export interface MinutesOfParams {
  from: number;
  limit: number;
  session: string;
}

export interface MinutesOfRow {
  minute: number;
  paid: boolean;
  tokens: number;
  balance_after: bigint;
  posted_at: Date;
}

/** The decided minutes of a session from one on, in order. */
export const minutesOf: Statement<MinutesOfParams, MinutesOfRow> = {
  sql: `SELECT m.minute, m.paid, m.tokens, m.balance_after, b.posted_at
  FROM generate_series($1::integer, $1::integer + $2::integer - 1) AS k
 CROSS JOIN LATERAL (
   SELECT * FROM viewer_minute WHERE id = minute_id($3::uuid, k)
      AND id BETWEEN minute_id($3::uuid, $1::integer) AND minute_id($3::uuid, $1::integer + $2::integer - 1) OFFSET 0) AS m
  JOIN minute_batch b ON b.id = m.batch ORDER BY k`,
  parameters: ["from", "limit", "session"],
};
