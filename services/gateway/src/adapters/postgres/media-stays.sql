/* @name NoteStay
   Stores an event. The earliest times count, so order and repetition make no difference. No row: the sid belongs to
   another viewer or stream. */
INSERT INTO media_stay AS s (sid, stream_id, viewer_id, joined_at, left_at, left_reported_at, room_sid)
VALUES (:sid, :streamId, :viewerId, :joinedAt?::timestamptz, :leftAt?::timestamptz,
        CASE WHEN :leftAt?::timestamptz IS NOT NULL THEN now() END, :roomSid)
ON CONFLICT (sid) DO UPDATE SET
  joined_at = LEAST(s.joined_at, excluded.joined_at), left_at = LEAST(s.left_at, excluded.left_at),
  left_reported_at = LEAST(s.left_reported_at, excluded.left_reported_at), updated_at = now()
WHERE s.stream_id = excluded.stream_id AND s.viewer_id = excluded.viewer_id
RETURNING sid;

/* @name FindStay
   A stay together with the end of its room: a closed room holds nobody, whatever order their webhooks came in. */
SELECT s.sid AS "sid!", s.viewer_id AS "viewerId!", s.joined_at AS "joinedAt",
       LEAST(s.left_at, r.finished_at) AS "leftAt", LEAST(s.left_reported_at, r.reported_at) AS "leftReportedAt",
       s.served AS "served!", s.opened_session_id AS "openedSessionId"
  FROM media_stay s
  LEFT JOIN media_room r ON r.sid = s.room_sid AND (s.joined_at IS NULL OR s.joined_at <= r.finished_at)
 WHERE s.sid = :sid;

/* @name FindStaysOfViewer */
SELECT s.sid AS "sid!", s.viewer_id AS "viewerId!", s.joined_at AS "joinedAt",
       LEAST(s.left_at, r.finished_at) AS "leftAt", LEAST(s.left_reported_at, r.reported_at) AS "leftReportedAt",
       s.served AS "served!", s.opened_session_id AS "openedSessionId"
  FROM media_stay s
  LEFT JOIN media_room r ON r.sid = s.room_sid AND (s.joined_at IS NULL OR s.joined_at <= r.finished_at)
 WHERE s.stream_id = :streamId AND s.viewer_id = :viewerId
 ORDER BY s.updated_at DESC
 LIMIT :most::int;

/* @name FindPresentStay
   A row if anybody is in a room of the stream. */
SELECT s.sid AS "sid!"
  FROM media_stay s
  LEFT JOIN media_room r ON r.sid = s.room_sid AND s.joined_at <= r.finished_at
 WHERE s.stream_id = :streamId AND s.joined_at IS NOT NULL AND s.left_at IS NULL AND r.sid IS NULL
 LIMIT 1;

/* @name FindStaysOfRoom
   The newest stay of each viewer in a room, after a viewer id. */
SELECT DISTINCT ON (s.viewer_id)
       s.sid AS "sid!", s.viewer_id AS "viewerId!", s.joined_at AS "joinedAt",
       LEAST(s.left_at, r.finished_at) AS "leftAt", LEAST(s.left_reported_at, r.reported_at) AS "leftReportedAt",
       s.served AS "served!", s.opened_session_id AS "openedSessionId"
  FROM media_stay s
  LEFT JOIN media_room r ON r.sid = s.room_sid AND (s.joined_at IS NULL OR s.joined_at <= r.finished_at)
 WHERE s.stream_id = :streamId AND s.room_sid = :roomSid AND s.viewer_id > :after
 ORDER BY s.viewer_id, s.joined_at DESC NULLS LAST
 LIMIT :most::int;

/* @name MarkServed
   The first opened session stays: a repeated event opens none. */
UPDATE media_stay
   SET served = true, opened_session_id = COALESCE(:openedSessionId?::text, opened_session_id), updated_at = now()
 WHERE sid = :sid;

/* @name FinishRoom */
INSERT INTO media_room AS r (sid, stream_id, finished_at) VALUES (:roomSid, :streamId, :finishedAt::timestamptz)
ON CONFLICT (sid) DO UPDATE SET finished_at = GREATEST(r.finished_at, excluded.finished_at)
WHERE r.stream_id = excluded.stream_id;
