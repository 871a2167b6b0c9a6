-- Writes a set of judged requests: the accounts as they are afterwards, the requests, their transfers in
-- order and the platform's side. Gives the transfers' ids in that order: of one backend, later ids are
-- greater. The caller holds the accounts' locks. Requests are inserted in the order of their keys, so that
-- two sets with the same keys don't wait for each other in a circle. The settings also hold for the foreign
-- keys, whose plans would otherwise read whole tables where they were small when a connection began.
CREATE OR REPLACE FUNCTION post_transfers(p_accounts jsonb, p_requests jsonb, p_transfers jsonb, p_deltas jsonb)
RETURNS TABLE (id uuid, created_at timestamptz)
LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  UPDATE account a SET posted = t.posted, held = t.held, version = t.version
    FROM jsonb_to_recordset(p_accounts) AS t (id bigint, posted bigint, held bigint, version bigint)
   WHERE a.id = t.id AND a.version < t.version;

  INSERT INTO transfer_request (source, request_id, content_hash, rejection_code)
  SELECT source, request_id, decode(content_hash, 'hex'), rejection_code
    FROM jsonb_to_recordset(p_requests) AS t (source text, request_id text, content_hash text, rejection_code text)
   ORDER BY source, request_id;

  INSERT INTO platform_delta (account, amount)
  SELECT account, amount FROM jsonb_to_recordset(p_deltas) AS t (account text, amount bigint);

  RETURN QUERY
  WITH inserted AS (
    INSERT INTO transfer (source, request_id, asset, amount, debit_account, debit_platform, debit_balance_after, debit_version,
      credit_account, credit_platform, credit_balance_after, credit_version, reference_type, reference_id, reason, actor_id)
    SELECT source, request_id, asset, amount, debit_account, debit_platform, debit_balance_after, debit_version,
           credit_account, credit_platform, credit_balance_after, credit_version, reference_type, reference_id, reason, actor_id
      FROM ROWS FROM (jsonb_to_recordset(p_transfers) AS (source text, request_id text, asset text, amount bigint,
             debit_account bigint, debit_platform text, debit_balance_after bigint, debit_version bigint,
             credit_account bigint, credit_platform text, credit_balance_after bigint, credit_version bigint,
             reference_type text, reference_id text, reason text, actor_id text)) WITH ORDINALITY
     ORDER BY ordinality
    RETURNING transfer.id, transfer.created_at)
  SELECT i.id, i.created_at FROM inserted i ORDER BY i.id;
END $$;
