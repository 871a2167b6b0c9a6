// Made by `npm run sql` from media-absences.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface NoteAbsenceParams {
  streamId: string;
  graceSeconds: number;
}

/** The newest absence counts: somebody may have been back in between. */
export const noteAbsence: Statement<NoteAbsenceParams, never> = {
  sql: `INSERT INTO media_absence AS a (stream_id, end_after) VALUES ($1, now() + make_interval(secs => $2::float8))
ON CONFLICT (stream_id) DO UPDATE SET end_after = GREATEST(a.end_after, excluded.end_after)`,
  parameters: ["streamId", "graceSeconds"],
};

export interface DueAbsencesParams {
  most: number;
}

export interface DueAbsencesRow {
  streamId: string;
  endAfter: Date;
}

export const dueAbsences: Statement<DueAbsencesParams, DueAbsencesRow> = {
  sql: `SELECT stream_id AS "streamId", end_after AS "endAfter" FROM media_absence
 WHERE end_after <= now()
 ORDER BY end_after
 LIMIT $1::int`,
  parameters: ["most"],
};

export interface RemoveAbsenceParams {
  streamId: string;
  endAfter: Date | string;
}

/** One that was noted again meanwhile stays. A Date has milliseconds, the column more. */
export const removeAbsence: Statement<RemoveAbsenceParams, never> = {
  sql: `DELETE FROM media_absence
 WHERE stream_id = $1 AND end_after < $2::timestamptz + interval '1 millisecond'`,
  parameters: ["streamId", "endAfter"],
};
