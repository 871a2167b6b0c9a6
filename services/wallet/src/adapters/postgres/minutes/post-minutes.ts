import type { Sql } from "@metercast/postgres";
import { retryConflicts } from "@metercast/postgres";
import { inSpan, sqlStateOf, traceHeaders } from "@metercast/runtime";
import { type DueMinute, minuteTimeMs, moveToMinute } from "../../../domain/minute.ts";
import type { DecidedMinute } from "../../../ports/entries.ts";
import type { PostedMinutes } from "../../../ports/ledger.ts";
import { makePartitions } from "../books/partitions.ts";
import { int4Array, int8Array, uuidArray } from "./binary-array.ts";

const POST = `SELECT paid, refused, replayed, gaps, too_old AS "periodClosed", lines, creators FROM post_minutes(
  $1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::bigint[], $6::bigint[], $7::uuid[], $8::integer[], $9::integer[],
  $10::bigint, $11::jsonb, $12::boolean)`;

const SPAN = { "db.system.name": "postgresql", "db.stored_procedure.name": "post_minutes" };

/** Raised by post_minutes where a line names an account that does not exist. */
const UNKNOWN_ACCOUNT = "MC001";

/** Raised where a line has no partition (or where an amount breaks a rule of its table). */
const CHECK_VIOLATION = "23514";

type Counts = Omit<PostedMinutes, "unknown">;

export interface PostingSettings {
  /** Available tokens under this are low. */
  lowBelow: bigint;
  /** The length of a partition that a line lacks. */
  partitionHours: number;
}

/**
 * Posts lines in one call, which is one transaction. Lines whose accounts don't exist are found and left
 * out; the rest is posted. The partitions of the lines are there, made ahead; where one is missing it is
 * made now, so that posting depends on no job.
 */
export async function postMinutes(
  sql: Sql,
  lines: readonly DueMinute[],
  answer: boolean,
  settings: PostingSettings,
): Promise<PostedMinutes> {
  try {
    return { ...(await postOrMakeRoom(sql, lines, answer, settings)), unknown: [] };
  } catch (error) {
    if (sqlStateOf(error) !== UNKNOWN_ACCOUNT) throw error;
    const unknown = await unknownLines(sql, lines);
    const known = lines.filter((line) => !unknown.includes(line));
    if (known.length === lines.length) throw error;
    return { ...(await postOrMakeRoom(sql, known, answer, settings)), unknown };
  }
}

async function postOrMakeRoom(
  sql: Sql,
  lines: readonly DueMinute[],
  answer: boolean,
  { lowBelow, partitionHours }: PostingSettings,
): Promise<Counts> {
  try {
    return await post(sql, lines, answer, lowBelow);
  } catch (error) {
    if (sqlStateOf(error) !== CHECK_VIOLATION) throw error;
    const times = lines.map(({ session, minute }) => minuteTimeMs(session, minute));
    // Another may have made it in between: whether the second try fails says it.
    await makePartitions(sql, times, partitionHours);
    return post(sql, lines, answer, lowBelow);
  }
}

async function post(
  sql: Sql,
  lines: readonly DueMinute[],
  answer: boolean,
  lowBelow: bigint,
): Promise<Counts> {
  if (lines.length === 0) {
    return {
      paid: 0,
      refused: 0,
      replayed: 0,
      gaps: 0,
      periodClosed: 0,
      lines: new Uint8Array(),
      creators: new Uint8Array(),
    };
  }
  return inSpan(
    "post minutes",
    { attributes: { ...SPAN, "db.operation.batch.size": lines.length } },
    async () => {
      const due = arraysOf(lines);
      const parameters = [
        due.ids,
        due.idsBefore,
        due.sessions,
        due.minutes,
        due.viewers,
        due.creators,
        due.streams,
        due.tokens,
        due.cents,
        lowBelow,
        JSON.stringify(traceHeaders()),
        answer,
      ];
      const [row] = await retryConflicts(() => sql.$queryRawUnsafe<Counts[]>(POST, ...parameters));
      if (!row) throw new Error("post_minutes gave no row");
      return row;
    },
  );
}

/** The lines column by column, as Postgres reads arrays. */
export function arraysOf(lines: readonly DueMinute[]) {
  const sessions = idBytes(lines, (line) => line.session);
  return {
    ids: uuidArray(minuteIds(sessions, lines, 0)),
    idsBefore: uuidArray(minuteIds(sessions, lines, -1)),
    sessions: uuidArray(sessions),
    minutes: int4Array(lines, (line) => line.minute),
    viewers: int8Array(lines, (line) => line.viewer),
    creators: int8Array(lines, (line) => line.creator),
    streams: uuidArray(idBytes(lines, (line) => line.stream)),
    tokens: int4Array(lines, (line) => Number(line.tokens)),
    cents: int4Array(lines, (line) => Number(line.cents)),
  };
}

/** The ids in 16 bytes each. */
function idBytes(lines: readonly DueMinute[], id: (line: DueMinute) => string): Buffer {
  const bytes = Buffer.allocUnsafe(lines.length * 16);
  for (const [i, line] of lines.entries()) bytes.write(id(line).replaceAll("-", ""), i * 16, "hex");
  return bytes;
}

/** The ids of the lines' minutes, or of those beside them. */
function minuteIds(sessions: Buffer, lines: readonly DueMinute[], beside: number): Buffer {
  const ids = Buffer.from(sessions);
  for (const [i, { minute }] of lines.entries()) moveToMinute(ids, i * 16, minute + beside);
  return ids;
}

async function unknownLines(sql: Sql, lines: readonly DueMinute[]): Promise<DueMinute[]> {
  const [row] = await sql.$queryRawUnsafe<{ places: number[] }[]>(
    "SELECT unknown_lines($1::bigint[], $2::bigint[]) AS places",
    int8Array(lines, (line) => line.viewer),
    int8Array(lines, (line) => line.creator),
  );
  const places = new Set(row?.places);
  return lines.filter((_, index) => places.has(index + 1));
}

interface MinuteRow {
  minute: number;
  paid: boolean;
  tokens: number;
  balance_after: bigint;
  posted_at: Date;
}

/**
 * The decided minutes of a session by their keys: no index beside the primary key is needed, and no
 * partition beside those of its time. (OFFSET 0: not as a join, which could be one scan of all lines of
 * that time.)
 */
export async function minutesOf(
  sql: Sql,
  session: string,
  from: number,
  limit: number,
): Promise<DecidedMinute[]> {
  const rows = await sql.$queryRawUnsafe<MinuteRow[]>(
    `SELECT m.minute, m.paid, m.tokens, m.balance_after, b.posted_at
     FROM generate_series($2::integer, $2::integer + $3::integer - 1) AS k
     CROSS JOIN LATERAL (
       SELECT * FROM viewer_minute WHERE id = minute_id($1::uuid, k)
          AND id BETWEEN minute_id($1::uuid, $2::integer) AND minute_id($1::uuid, $2::integer + $3::integer - 1) OFFSET 0) AS m
     JOIN minute_batch b ON b.id = m.batch ORDER BY k`,
    session,
    from,
    limit,
  );
  return rows.map((row) => ({
    minute: row.minute,
    paid: row.paid,
    tokens: BigInt(row.tokens),
    balanceAfter: row.balance_after,
    postedAt: row.posted_at,
  }));
}
