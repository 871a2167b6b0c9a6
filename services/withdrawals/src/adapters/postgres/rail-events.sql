/* @name StoreRailEvent
   Once by the rail and its event id. */
INSERT INTO rail_event (rail, id, type, notice) VALUES (:rail, :id, :type, :notice?::jsonb) ON CONFLICT DO NOTHING;

/* @name ClaimRailEvents */
UPDATE rail_event SET attempts = attempts + 1, next_at = now() + make_interval(secs => :leaseSeconds::float8)
WHERE (rail, id) IN (SELECT rail, id FROM rail_event WHERE handled_at IS NULL AND next_at <= now() ORDER BY next_at LIMIT :limit::integer FOR UPDATE SKIP LOCKED)
RETURNING rail, id, notice, attempts;

/* @name FinishRailEvent */
UPDATE rail_event SET handled_at = now(), outcome = :outcome, error = :error WHERE rail = :rail AND id = :id AND handled_at IS NULL;

/* @name RepeatRailEvent */
UPDATE rail_event SET error = :error, next_at = now() + :afterMs::float8 * interval '1 millisecond' WHERE rail = :rail AND id = :id AND handled_at IS NULL;
