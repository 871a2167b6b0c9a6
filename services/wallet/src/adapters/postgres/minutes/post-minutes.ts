import { one, retryConflicts, rows, type Sql } from "@metercast/postgres";
import { inSpan, sqlStateOf, traceHeaders } from "@metercast/runtime";
import { type DueMinute, minuteTimeMs, moveToMinute } from "../../../domain/minute.ts";
import type { DecidedMinute } from "../../../ports/entries.ts";
import type { PostedMinutes } from "../../../ports/ledger.ts";
import { makePartitions } from "../books/partitions.ts";
import { int4Array, int8Array, uuidArray } from "./binary-array.ts";
import * as statements from "./minutes.queries.ts";

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
      const headers = JSON.stringify(traceHeaders());
      const posting = { ...arraysOf(lines), lowBelow, headers, answer };
      const row = await retryConflicts(() => one(sql, statements.postMinutes, posting));
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
  const row = await one(sql, statements.unknownLines, {
    viewers: int8Array(lines, (line) => line.viewer),
    creators: int8Array(lines, (line) => line.creator),
  });
  const places = new Set(row?.places);
  return lines.filter((_, index) => places.has(index + 1));
}

/** The decided minutes of a session from one on, in order. */
export async function minutesOf(
  sql: Sql,
  session: string,
  from: number,
  limit: number,
): Promise<DecidedMinute[]> {
  const found = await rows(sql, statements.minutesOf, { session, from, limit });
  return found.map((row) => ({
    minute: row.minute,
    paid: row.paid,
    tokens: BigInt(row.tokens),
    balanceAfter: row.balance_after,
    postedAt: row.posted_at,
  }));
}
