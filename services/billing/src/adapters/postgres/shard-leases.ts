import { execute, one, rows } from "@metercast/postgres";
import { LeaseLost, type ShardLease, type ShardLeases } from "../../ports/shard-leases.ts";
import { type Database, inTransaction, type Tx } from "./database.ts";
import * as sql from "./shard-leases.queries.ts";

const LEASE_SECONDS = 5;
/** A replica that has not reported for this long has no share. */
const ALIVE_SECONDS = 5;

/** The leases in Postgres. */
export function shardLeases(database: Database): ShardLeases {
  return {
    async succeed(replica, address) {
      await execute(database, sql.freeShardsOfAddress, { replica, address });
      await execute(database, sql.forgetReplicasOfAddress, { replica, address });
    },
    async beat(replica, address) {
      await execute(database, sql.beatReplica, { replica, address });
      await execute(database, sql.forgetDeadReplicas);
      return (await one(database, sql.countReplicas, { seconds: ALIVE_SECONDS }))!.alive;
    },
    async renew(replica) {
      const renewed = await rows(database, sql.renewLeases, { replica, seconds: LEASE_SECONDS });
      return renewed.map(({ shard }) => shard);
    },
    async claim(replica, address, atMost) {
      const lease = { replica, address, atMost, seconds: LEASE_SECONDS };
      return (await rows(database, sql.claimShards, lease)).map(toLease);
    },
    async release(replica, shards) {
      if (shards.length > 0) await execute(database, sql.releaseShards, { replica, shards });
    },
    all: async () => (await rows(database, sql.allLeases)).map(toLease),
    checkpoint: (replica, shards, at) =>
      inTransaction(database, async (tx) => {
        await checkLease(tx, replica, shards);
        await execute(tx, sql.moveCheckpoint, { shards, ...at });
      }),
  };
}

const toLease = (row: sql.AllLeasesRow): ShardLease => ({
  shard: row.shard,
  owner: row.owner ?? undefined,
  ownerAddress: row.owner_address ?? undefined,
  checkpoint: { presence: row.presence, results: row.results },
});

/** Keeps the shards from changing hands until the transaction ends. @throws LeaseLost */
export async function checkLease(tx: Tx, replica: string, shards: readonly number[]): Promise<void> {
  assertLeased(shards, await rows(tx, sql.keepLeases, { replica, shards }));
}

/** @throws LeaseLost */
export function assertLeased(shards: readonly number[], leased: readonly { shard: number }[]): void {
  const kept = new Set(leased.map(({ shard }) => shard));
  const lost = shards.filter((shard) => !kept.has(shard));
  if (lost.length > 0) throw new LeaseLost(lost);
}
