/* @name InsertClawback
   A balance transaction that changed a top-up's lost tokens. */
INSERT INTO clawback (balance_transaction_id, top_up_id, source_id, viewer, tokens, lost_tokens, lost_cents, policy, percent)
VALUES (:id, :topUpId, :sourceId, :viewer::bigint, :tokens::bigint, :lostTokens::bigint, :lostCents::bigint, :policy, :percent::integer);

/* @name NextClawback
   The oldest open step. Earlier ones of its top-up are older, so they come first. */
SELECT balance_transaction_id AS id, top_up_id AS "topUpId", source_id AS "sourceId", viewer, tokens, lost_tokens AS "lostTokens",
       lost_cents AS "lostCents", policy, percent, traced_at IS NOT NULL AS "isTraced!"
  FROM clawback WHERE done_at IS NULL ORDER BY position LIMIT 1;

/* @name SharesBefore
   What the earlier steps of a top-up found, in their order. */
SELECT s.piece, s.creator, s.cents FROM clawback c JOIN clawback_share s ON s.balance_transaction_id = c.balance_transaction_id
 WHERE c.top_up_id = :topUpId AND c.position < (SELECT position FROM clawback WHERE balance_transaction_id = :id) ORDER BY c.position, s.creator;

/* @name OpenShares
   Shares of a step that are not worked off, with the policy of their pieces. */
SELECT s.balance_transaction_id AS step, s.piece, s.creator, s.cents, a.owner, c.top_up_id AS "topUpId", step.source_id AS "sourceId", c.policy, c.percent
  FROM clawback_share s JOIN account a ON a.id = s.creator JOIN clawback c ON c.balance_transaction_id = s.piece
  JOIN clawback step ON step.balance_transaction_id = s.balance_transaction_id
 WHERE s.balance_transaction_id = :step
   AND NOT EXISTS (SELECT FROM clawback_entry e WHERE e.piece = s.piece AND e.creator = s.creator AND e.cause = s.balance_transaction_id)
 ORDER BY s.creator, c.position DESC LIMIT :limit::integer;

/* @name Debtors
   Creators who owe something, after an account. */
SELECT e.creator, a.owner FROM clawback_entry e JOIN account a ON a.id = e.creator
 WHERE e.creator > :after::bigint AND e.debt_cents <> 0
 GROUP BY e.creator, a.owner HAVING sum(e.debt_cents) > 0 ORDER BY e.creator LIMIT :limit::integer;

/* @name LockClawback
   A step that is not traced, locked; a concurrent transaction with it waits. */
SELECT balance_transaction_id AS id FROM clawback WHERE balance_transaction_id = :id AND traced_at IS NULL FOR UPDATE;

/* @name InsertShare
   What a step found for a creator. */
INSERT INTO clawback_share (balance_transaction_id, piece, creator, cents) VALUES (:step, :piece, :creator::bigint, :cents::bigint);

/* @name MarkClawbackTraced
   The shares of a step are kept. */
UPDATE clawback SET untraced = :untraced::bigint, traced_at = now() WHERE balance_transaction_id = :id AND traced_at IS NULL;

/* @name MarkClawbackDone
   A step whose shares are all worked off. */
UPDATE clawback c SET done_at = now()
 WHERE c.balance_transaction_id = :id AND c.done_at IS NULL AND c.traced_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM clawback_share s WHERE s.balance_transaction_id = c.balance_transaction_id
     AND NOT EXISTS (SELECT FROM clawback_entry e WHERE e.piece = s.piece AND e.creator = s.creator AND e.cause = s.balance_transaction_id));

/* @name BorneOf
   How a creator's share of a piece is borne, over all that happened to it. */
SELECT coalesce(sum(reserve_cents), 0)::bigint AS "reserve!", coalesce(sum(available_cents), 0)::bigint AS "available!",
       coalesce(sum(debt_cents), 0)::bigint AS "debt!", coalesce(sum(absorbed_cents), 0)::bigint AS "absorbed!"
  FROM clawback_entry WHERE piece = :piece AND creator = :creator::bigint;

/* @name FindClawbackEntry
   Whether something happened to a share. */
SELECT cause FROM clawback_entry WHERE piece = :piece AND creator = :creator::bigint AND cause = :cause;

/* @name InsertClawbackEntry
   How a share is borne. */
INSERT INTO clawback_entry (piece, creator, cause, reserve_cents, available_cents, debt_cents, absorbed_cents)
VALUES (:piece, :creator::bigint, :cause, :reserve::bigint, :available::bigint, :debt::bigint, :absorbed::bigint);

/* @name DebtsOf
   What a creator owes, piece by piece, the oldest first. */
SELECT e.piece, c.top_up_id AS "topUpId", c.source_id AS "sourceId", sum(e.debt_cents)::bigint AS "cents!"
  FROM clawback_entry e JOIN clawback c ON c.balance_transaction_id = e.piece
 WHERE e.creator = :creator::bigint AND e.debt_cents <> 0 GROUP BY e.piece, c.top_up_id, c.source_id, c.position
HAVING sum(e.debt_cents) > 0 ORDER BY c.position;

/* @name DebtOf
   All that a creator owes. */
SELECT coalesce(sum(debt_cents), 0)::bigint AS "cents!" FROM clawback_entry WHERE creator = :creator::bigint AND debt_cents <> 0;

/* @name ClawbacksOfTopUp
   What refunds and disputes of a top-up took from creators, as it is now. */
SELECT a.owner AS "userId", sum(e.reserve_cents + e.available_cents)::bigint AS "taken!", sum(e.debt_cents)::bigint AS "debt!",
       sum(e.absorbed_cents)::bigint AS "absorbed!"
  FROM clawback c JOIN clawback_entry e ON e.piece = c.balance_transaction_id JOIN account a ON a.id = e.creator
 WHERE c.top_up_id = :topUpId GROUP BY a.owner ORDER BY a.owner;

/* @name UntracedOfTopUp
   Lost tokens of a top-up for which no creator's minute was found, after its newest step that is traced. */
SELECT untraced AS "tokens!" FROM clawback WHERE top_up_id = :topUpId AND traced_at IS NOT NULL ORDER BY position DESC LIMIT 1;
