// Made by `npm run sql` from media-stays.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface NoteStayParams {
  sid: string;
  streamId: string;
  viewerId: string;
  joinedAt: Date | string | null;
  leftAt: Date | string | null;
  roomSid: string;
}

export interface NoteStayRow {
  sid: string;
}

/** Stores an event. The earliest times count, so order and repetition make no difference. No row: the sid belongs to another viewer or stream. */
export const noteStay: Statement<NoteStayParams, NoteStayRow> = {
  sql: `INSERT INTO media_stay AS s (sid, stream_id, viewer_id, joined_at, left_at, left_reported_at, room_sid)
VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz,
        CASE WHEN $5::timestamptz IS NOT NULL THEN now() END, $6)
ON CONFLICT (sid) DO UPDATE SET
  joined_at = LEAST(s.joined_at, excluded.joined_at), left_at = LEAST(s.left_at, excluded.left_at),
  left_reported_at = LEAST(s.left_reported_at, excluded.left_reported_at), updated_at = now()
WHERE s.stream_id = excluded.stream_id AND s.viewer_id = excluded.viewer_id
RETURNING sid`,
  parameters: ["sid", "streamId", "viewerId", "joinedAt", "leftAt", "roomSid"],
};

export interface FindStayParams {
  sid: string;
}

export interface FindStayRow {
  sid: string;
  viewerId: string;
  joinedAt: Date | null;
  leftAt: Date | null;
  leftReportedAt: Date | null;
  served: boolean;
  openedSessionId: string | null;
}

/** A stay together with the end of its room: a closed room holds nobody, whatever order their webhooks came in. */
export const findStay: Statement<FindStayParams, FindStayRow> = {
  sql: `SELECT s.sid AS "sid", s.viewer_id AS "viewerId", s.joined_at AS "joinedAt",
       LEAST(s.left_at, r.finished_at) AS "leftAt", LEAST(s.left_reported_at, r.reported_at) AS "leftReportedAt",
       s.served AS "served", s.opened_session_id AS "openedSessionId"
  FROM media_stay s
  LEFT JOIN media_room r ON r.sid = s.room_sid AND (s.joined_at IS NULL OR s.joined_at <= r.finished_at)
 WHERE s.sid = $1`,
  parameters: ["sid"],
};

export interface FindStaysOfViewerParams {
  streamId: string;
  viewerId: string;
  most: number;
}

export interface FindStaysOfViewerRow {
  sid: string;
  viewerId: string;
  joinedAt: Date | null;
  leftAt: Date | null;
  leftReportedAt: Date | null;
  served: boolean;
  openedSessionId: string | null;
}

export const findStaysOfViewer: Statement<FindStaysOfViewerParams, FindStaysOfViewerRow> = {
  sql: `SELECT s.sid AS "sid", s.viewer_id AS "viewerId", s.joined_at AS "joinedAt",
       LEAST(s.left_at, r.finished_at) AS "leftAt", LEAST(s.left_reported_at, r.reported_at) AS "leftReportedAt",
       s.served AS "served", s.opened_session_id AS "openedSessionId"
  FROM media_stay s
  LEFT JOIN media_room r ON r.sid = s.room_sid AND (s.joined_at IS NULL OR s.joined_at <= r.finished_at)
 WHERE s.stream_id = $1 AND s.viewer_id = $2
 ORDER BY s.updated_at DESC
 LIMIT $3::int`,
  parameters: ["streamId", "viewerId", "most"],
};

export interface FindPresentStayParams {
  streamId: string;
}

export interface FindPresentStayRow {
  sid: string;
}

/** A row if anybody is in a room of the stream. */
export const findPresentStay: Statement<FindPresentStayParams, FindPresentStayRow> = {
  sql: `SELECT s.sid AS "sid"
  FROM media_stay s
  LEFT JOIN media_room r ON r.sid = s.room_sid AND s.joined_at <= r.finished_at
 WHERE s.stream_id = $1 AND s.joined_at IS NOT NULL AND s.left_at IS NULL AND r.sid IS NULL
 LIMIT 1`,
  parameters: ["streamId"],
};

export interface FindStaysOfRoomParams {
  streamId: string;
  roomSid: string;
  after: string;
  most: number;
}

export interface FindStaysOfRoomRow {
  sid: string;
  viewerId: string;
  joinedAt: Date | null;
  leftAt: Date | null;
  leftReportedAt: Date | null;
  served: boolean;
  openedSessionId: string | null;
}

/** The newest stay of each viewer in a room, after a viewer id. */
export const findStaysOfRoom: Statement<FindStaysOfRoomParams, FindStaysOfRoomRow> = {
  sql: `SELECT DISTINCT ON (s.viewer_id)
       s.sid AS "sid", s.viewer_id AS "viewerId", s.joined_at AS "joinedAt",
       LEAST(s.left_at, r.finished_at) AS "leftAt", LEAST(s.left_reported_at, r.reported_at) AS "leftReportedAt",
       s.served AS "served", s.opened_session_id AS "openedSessionId"
  FROM media_stay s
  LEFT JOIN media_room r ON r.sid = s.room_sid AND (s.joined_at IS NULL OR s.joined_at <= r.finished_at)
 WHERE s.stream_id = $1 AND s.room_sid = $2 AND s.viewer_id > $3
 ORDER BY s.viewer_id, s.joined_at DESC NULLS LAST
 LIMIT $4::int`,
  parameters: ["streamId", "roomSid", "after", "most"],
};

export interface MarkServedParams {
  openedSessionId: string | null;
  sid: string;
}

/** The first opened session stays: a repeated event opens none. */
export const markServed: Statement<MarkServedParams, never> = {
  sql: `UPDATE media_stay
   SET served = true, opened_session_id = COALESCE($1::text, opened_session_id), updated_at = now()
 WHERE sid = $2`,
  parameters: ["openedSessionId", "sid"],
};

export interface FinishRoomParams {
  roomSid: string;
  streamId: string;
  finishedAt: Date | string;
}

export const finishRoom: Statement<FinishRoomParams, never> = {
  sql: `INSERT INTO media_room AS r (sid, stream_id, finished_at) VALUES ($1, $2, $3::timestamptz)
ON CONFLICT (sid) DO UPDATE SET finished_at = GREATEST(r.finished_at, excluded.finished_at)
WHERE r.stream_id = excluded.stream_id`,
  parameters: ["roomSid", "streamId", "finishedAt"],
};
