/* @name FindTransferRequests
   Requests, each with the first of its transfers. The places are those of the keys, from 1. */
SELECT place AS "place!", content_hash AS "content_hash!", rejection_code, transfer_id::text, created_at AS "created_at!"
  FROM earlier_requests(:sources::text[], :requestIds::text[]);

/* @name InsertRejection
   A request that was rejected, unless its key is there. */
INSERT INTO transfer_request (source, request_id, content_hash, rejection_code)
VALUES (:source, :requestId, :contentHash, :rejection) ON CONFLICT DO NOTHING;

/* @name PostTransfers
   Requests, their transfers in order, and the accounts afterwards. Fails where a request's key is there. */
SELECT id::text AS "id!", created_at AS "created_at!"
  FROM post_transfers(:accounts::jsonb, :requests::jsonb, :transfers::jsonb, :deltas::jsonb);
