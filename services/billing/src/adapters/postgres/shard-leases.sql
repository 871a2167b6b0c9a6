/* @name FreeShardsOfAddress
   Frees the shards of an earlier process at the same address. */
UPDATE shard_lease SET owner = NULL, owner_address = NULL, lease_until = '-infinity'
 WHERE owner_address = :address AND owner <> :replica::uuid;

/* @name ForgetReplicasOfAddress
   Removes earlier processes at the same address. */
DELETE FROM meter_replica WHERE address = :address AND id <> :replica::uuid;

/* @name BeatReplica
   Reports that a replica is alive. */
INSERT INTO meter_replica (id, address) VALUES (:replica::uuid, :address)
    ON CONFLICT (id) DO UPDATE SET seen_at = now(), address = excluded.address;

/* @name ForgetDeadReplicas
   Removes replicas that have not reported for a minute. */
DELETE FROM meter_replica WHERE seen_at < now() - interval '1 minute';

/* @name CountReplicas
   Replicas that are alive. */
SELECT count(*)::int AS "alive!" FROM meter_replica WHERE seen_at > now() - make_interval(secs => :seconds::float8);

/* @name RenewLeases
   Renews the replica's leases. */
UPDATE shard_lease SET lease_until = now() + make_interval(secs => :seconds::float8) WHERE owner = :replica::uuid RETURNING shard;

/* @name ClaimShards
   Leases some free shards to the replica. */
UPDATE shard_lease SET owner = :replica::uuid, owner_address = :address, lease_until = now() + make_interval(secs => :seconds::float8)
 WHERE shard IN (SELECT shard FROM shard_lease WHERE owner IS NULL OR lease_until < now()
                  ORDER BY random() LIMIT :atMost::int FOR UPDATE SKIP LOCKED)
RETURNING shard, owner, owner_address, ms_of(checkpoint_presence_at) AS "presence!", ms_of(checkpoint_results_at) AS "results!";

/* @name ReleaseShards
   Frees shards of the replica. */
UPDATE shard_lease SET owner = NULL, owner_address = NULL, lease_until = '-infinity'
 WHERE owner = :replica::uuid AND shard = ANY (:shards::int[]);

/* @name AllLeases
   Every shard. */
SELECT shard, owner, owner_address, ms_of(checkpoint_presence_at) AS "presence!", ms_of(checkpoint_results_at) AS "results!"
  FROM shard_lease ORDER BY shard;

/* @name KeepLeases
   The shards among these that the replica leases. */
-- They can't change hands until the transaction ends: KEY SHARE blocks a claim, but no renewal.
SELECT shard FROM shard_lease WHERE shard = ANY (:shards::int[]) AND owner = :replica::uuid ORDER BY shard FOR KEY SHARE;

/* @name MoveCheckpoint
   Moves the checkpoint of shards forward. */
UPDATE shard_lease SET checkpoint_presence_at = greatest(checkpoint_presence_at, at_ms(:presence::float8)),
                       checkpoint_results_at = greatest(checkpoint_results_at, at_ms(:results::float8))
 WHERE shard = ANY (:shards::int[]);
