/* @name CurrentRates
   The newest version of every scope that can apply to these streams. */
SELECT DISTINCT ON (scope, scope_id) id, scope, scope_id AS "scopeId", version, tokens_per_minute AS "tokensPerMinute",
       creator_cents_per_minute AS "creatorCentsPerMinute", reason, created_by AS "createdBy", created_at AS "createdAt"
  FROM rate_card
 WHERE (scope = 'platform' AND scope_id = '') OR (scope = 'creator' AND scope_id = ANY (:creatorIds::text[]))
    OR (scope = 'stream' AND scope_id = ANY (:streamIds::text[]))
 ORDER BY scope, scope_id, version DESC;
