/* @name CompleteIntent
   The row replaces its intent. If the sweep was faster there are two rows: one of unknown outcome, and this one. */
WITH intent AS (DELETE FROM audit_intent WHERE id = :intentId::uuid)
INSERT INTO audit_log (actor, action, object_type, object_id, request_id, detail, dedup_key)
VALUES (:actor, :action, :objectType, :objectId, :requestId, :detail::jsonb, :dedupKey)
ON CONFLICT (dedup_key) DO NOTHING;

/* @name SweepIntents
   Turns intents that a crash left behind into rows of unknown outcome. */
WITH left_behind AS (
  DELETE FROM audit_intent WHERE id IN (
    SELECT id FROM audit_intent WHERE began_at < now() - make_interval(secs => :ageSeconds::float8) ORDER BY id LIMIT :most::int)
  RETURNING *)
INSERT INTO audit_log (at, actor, action, object_type, object_id, request_id, detail, dedup_key)
SELECT began_at, actor, action, object_type, object_id, request_id, detail || '{"outcome": "unknown"}', 'intent:' || id
  FROM left_behind
 ORDER BY id;
