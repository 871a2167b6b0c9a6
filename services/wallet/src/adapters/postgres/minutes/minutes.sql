/* @name PostMinutes
   Posts lines, which are given column by column. */
SELECT paid AS "paid!", refused AS "refused!", replayed AS "replayed!", gaps AS "gaps!", too_old AS "periodClosed!", lines AS "lines!",
       creators AS "creators!"
  FROM post_minutes(:ids::uuid[], :idsBefore::uuid[], :sessions::uuid[], :minutes::integer[], :viewers::bigint[], :creators::bigint[],
    :streams::uuid[], :tokens::integer[], :cents::integer[], :lowBelow::bigint, :headers::jsonb, :answer::boolean);

/* @name UnknownLines
   The places, from 1, of the lines that name an account which does not exist. */
SELECT unknown_lines(:viewers::bigint[], :creators::bigint[]) AS "places!";

/* @name MinutesOf
   The decided minutes of a session from one on, in order. */
-- By their keys: no index beside the primary key is needed, and no partition beside those of its time.
-- (OFFSET 0: not as a join, which could be one scan of all lines of that time.)
SELECT m.minute, m.paid, m.tokens, m.balance_after, b.posted_at
  FROM generate_series(:from::integer, :from::integer + :limit::integer - 1) AS k
 CROSS JOIN LATERAL (
   SELECT * FROM viewer_minute WHERE id = minute_id(:session::uuid, k)
      AND id BETWEEN minute_id(:session::uuid, :from::integer) AND minute_id(:session::uuid, :from::integer + :limit::integer - 1) OFFSET 0) AS m
  JOIN minute_batch b ON b.id = m.batch ORDER BY k;
