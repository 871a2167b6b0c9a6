// Made by `npm run sql` from shard-leases.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface FreeShardsOfAddressParams {
  address: string;
  replica: string;
}

/** Frees the shards of an earlier process at the same address. */
export const freeShardsOfAddress: Statement<FreeShardsOfAddressParams, never> = {
  sql: `UPDATE shard_lease SET owner = NULL, owner_address = NULL, lease_until = '-infinity'
 WHERE owner_address = $1 AND owner <> $2::uuid`,
  parameters: ["address", "replica"],
};

export interface ForgetReplicasOfAddressParams {
  address: string;
  replica: string;
}

/** Removes earlier processes at the same address. */
export const forgetReplicasOfAddress: Statement<ForgetReplicasOfAddressParams, never> = {
  sql: `DELETE FROM meter_replica WHERE address = $1 AND id <> $2::uuid`,
  parameters: ["address", "replica"],
};

export interface BeatReplicaParams {
  replica: string;
  address: string;
}

/** Reports that a replica is alive. */
export const beatReplica: Statement<BeatReplicaParams, never> = {
  sql: `INSERT INTO meter_replica (id, address) VALUES ($1::uuid, $2)
    ON CONFLICT (id) DO UPDATE SET seen_at = now(), address = excluded.address`,
  parameters: ["replica", "address"],
};

/** Removes replicas that have not reported for a minute. */
export const forgetDeadReplicas: Statement<void, never> = {
  sql: `DELETE FROM meter_replica WHERE seen_at < now() - interval '1 minute'`,
  parameters: [],
};

export interface CountReplicasParams {
  seconds: number;
}

export interface CountReplicasRow {
  alive: number;
}

/** Replicas that are alive. */
export const countReplicas: Statement<CountReplicasParams, CountReplicasRow> = {
  sql: `SELECT count(*)::int AS "alive" FROM meter_replica WHERE seen_at > now() - make_interval(secs => $1::float8)`,
  parameters: ["seconds"],
};

export interface RenewLeasesParams {
  seconds: number;
  replica: string;
}

export interface RenewLeasesRow {
  shard: number;
}

/** Renews the replica's leases. */
export const renewLeases: Statement<RenewLeasesParams, RenewLeasesRow> = {
  sql: `UPDATE shard_lease SET lease_until = now() + make_interval(secs => $1::float8) WHERE owner = $2::uuid RETURNING shard`,
  parameters: ["seconds", "replica"],
};

export interface ClaimShardsParams {
  replica: string;
  address: string;
  seconds: number;
  atMost: number;
}

export interface ClaimShardsRow {
  shard: number;
  owner: string | null;
  owner_address: string | null;
  presence: number;
  results: number;
}

/** Leases some free shards to the replica. */
export const claimShards: Statement<ClaimShardsParams, ClaimShardsRow> = {
  sql: `UPDATE shard_lease SET owner = $1::uuid, owner_address = $2, lease_until = now() + make_interval(secs => $3::float8)
 WHERE shard IN (SELECT shard FROM shard_lease WHERE owner IS NULL OR lease_until < now()
                  ORDER BY random() LIMIT $4::int FOR UPDATE SKIP LOCKED)
RETURNING shard, owner, owner_address, ms_of(checkpoint_presence_at) AS "presence", ms_of(checkpoint_results_at) AS "results"`,
  parameters: ["replica", "address", "seconds", "atMost"],
};

export interface ReleaseShardsParams {
  replica: string;
  shards: readonly number[] | Buffer;
}

/** Frees shards of the replica. */
export const releaseShards: Statement<ReleaseShardsParams, never> = {
  sql: `UPDATE shard_lease SET owner = NULL, owner_address = NULL, lease_until = '-infinity'
 WHERE owner = $1::uuid AND shard = ANY ($2::int[])`,
  parameters: ["replica", "shards"],
};

export interface AllLeasesRow {
  shard: number;
  owner: string | null;
  owner_address: string | null;
  presence: number;
  results: number;
}

/** Every shard. */
export const allLeases: Statement<void, AllLeasesRow> = {
  sql: `SELECT shard, owner, owner_address, ms_of(checkpoint_presence_at) AS "presence", ms_of(checkpoint_results_at) AS "results"
  FROM shard_lease ORDER BY shard`,
  parameters: [],
};

export interface KeepLeasesParams {
  shards: readonly number[] | Buffer;
  replica: string;
}

export interface KeepLeasesRow {
  shard: number;
}

/** The shards among these that the replica leases. */
export const keepLeases: Statement<KeepLeasesParams, KeepLeasesRow> = {
  sql: `SELECT shard FROM shard_lease WHERE shard = ANY ($1::int[]) AND owner = $2::uuid ORDER BY shard FOR KEY SHARE`,
  parameters: ["shards", "replica"],
};

export interface MoveCheckpointParams {
  presence: number;
  results: number;
  shards: readonly number[] | Buffer;
}

/** Moves the checkpoint of shards forward. */
export const moveCheckpoint: Statement<MoveCheckpointParams, never> = {
  sql: `UPDATE shard_lease SET checkpoint_presence_at = greatest(checkpoint_presence_at, at_ms($1::float8)),
                       checkpoint_results_at = greatest(checkpoint_results_at, at_ms($2::float8))
 WHERE shard = ANY ($3::int[])`,
  parameters: ["presence", "results", "shards"],
};
