/* @name NoteAbsence
   The newest absence counts: somebody may have been back in between. */
INSERT INTO media_absence AS a (stream_id, end_after) VALUES (:streamId, now() + make_interval(secs => :graceSeconds::float8))
ON CONFLICT (stream_id) DO UPDATE SET end_after = GREATEST(a.end_after, excluded.end_after);

/* @name DueAbsences */
SELECT stream_id AS "streamId", end_after AS "endAfter" FROM media_absence
 WHERE end_after <= now()
 ORDER BY end_after
 LIMIT :most::int;

/* @name RemoveAbsence
   One that was noted again meanwhile stays. A Date has milliseconds, the column more. */
DELETE FROM media_absence
 WHERE stream_id = :streamId AND end_after < :endAfter::timestamptz + interval '1 millisecond';
