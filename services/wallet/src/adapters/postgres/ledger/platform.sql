/* @name FoldDeltas
   Sums exactly the rows that it deletes: none that arrives meanwhile is lost or counted twice. */
-- The limit is CHUNK_ROWS of platform.ts.
WITH gone AS (
  DELETE FROM platform_delta WHERE id IN (SELECT id FROM platform_delta ORDER BY id LIMIT 5000)
  RETURNING account, amount),
sums AS (SELECT account, sum(amount) AS amount FROM gone GROUP BY account ORDER BY account),
folded AS (UPDATE platform_account p SET folded = p.folded + s.amount FROM sums s WHERE p.name = s.account)
SELECT count(*)::integer AS "rows!" FROM gone;

/* @name PlatformBalances
   Each platform account: its folded balance plus the deltas since. */
SELECT p.name AS "name!", p.asset AS "asset!", (p.folded + coalesce(sum(d.amount), 0))::text AS "balance!"
  FROM platform_account p LEFT JOIN platform_delta d ON d.account = p.name GROUP BY p.name ORDER BY p.name;

/* @name OpenPlatformAccounts */
INSERT INTO platform_account (name, asset) SELECT * FROM unnest(:names::text[], :assets::text[]) ON CONFLICT DO NOTHING;
