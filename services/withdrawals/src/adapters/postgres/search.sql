/* @name WithdrawalsBetween */
SELECT id, creator_id, status, amount, created_at FROM withdrawal
WHERE id BETWEEN :from::uuid AND :to::uuid AND hold <> 'placing' ORDER BY id DESC LIMIT :limit::integer;

/* @name WithdrawalsOf */
SELECT id, creator_id, status, amount, created_at FROM withdrawal
WHERE creator_id = :creatorId AND hold <> 'placing' ORDER BY id DESC LIMIT :limit::integer;

/* @name AttemptsBetween */
SELECT id, creator_id, withdrawal, method, state, amount, created_at FROM payout_attempt
WHERE id BETWEEN :from::uuid AND :to::uuid ORDER BY id DESC LIMIT :limit::integer;

/* @name AttemptsOfReference
   By Stripe's transfer or payout, or the bank's reference. Empty ones are not in the index. */
SELECT id, creator_id, withdrawal, method, state, amount, created_at FROM payout_attempt
WHERE (funding_ref = :reference AND funding_ref <> '') OR (payout_ref = :reference AND payout_ref <> '')
ORDER BY created_at DESC LIMIT :limit::integer;

/* @name MethodsBetween */
SELECT id, creator_id, kind, state, deleted_at, created_at FROM payout_method
WHERE id BETWEEN :from::uuid AND :to::uuid ORDER BY id DESC LIMIT :limit::integer;

/* @name MethodsOf */
SELECT id, creator_id, kind, state, deleted_at, created_at FROM payout_method
WHERE creator_id = :query OR account_id = :query ORDER BY created_at DESC LIMIT :limit::integer;

/* @name WithdrawalsOfAmount
   The newest of exactly an amount. */
SELECT id, creator_id, status, amount, created_at FROM withdrawal
WHERE amount = :amount AND hold <> 'placing' ORDER BY id DESC LIMIT :limit::integer;
