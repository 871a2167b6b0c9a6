import type { Sql } from "@metercast/postgres";
import { type Checkpoint, LeaseLost, type ShardLease, type ShardLeases } from "../../ports/shard-leases.ts";
import { type Database, inTransaction } from "./database.ts";

const LEASE_SECONDS = 5;
/** A replica that has not reported for this long has no share. */
const ALIVE_SECONDS = 5;

interface LeaseRow {
  partition: number;
  owner: string | null;
  owner_address: string | null;
  presence: number;
  results: number;
}

const LEASE_COLUMNS =
  "partition, owner::text, owner_address, ms_of(checkpoint_presence_at) AS presence, ms_of(checkpoint_results_at) AS results";

const toLease = (row: LeaseRow): ShardLease => ({
  shard: row.partition,
  owner: row.owner ?? undefined,
  ownerAddress: row.owner_address ?? undefined,
  checkpoint: { presence: row.presence, results: row.results },
});

/** The leases in Postgres. */
export function shardLeases(database: Database): ShardLeases {
  const sql: Sql = database;
  return {
    async succeed(replica, address) {
      await sql.$executeRawUnsafe(
        `UPDATE meter_partition SET owner = NULL, owner_address = NULL, lease_until = '-infinity' WHERE owner_address = $2 AND owner <> $1::uuid`,
        replica,
        address,
      );
      await sql.$executeRawUnsafe(
        "DELETE FROM meter_replica WHERE address = $2 AND id <> $1::uuid",
        replica,
        address,
      );
    },
    async beat(replica, address) {
      await sql.$executeRawUnsafe(
        `INSERT INTO meter_replica (id, address) VALUES ($1::uuid, $2) ON CONFLICT (id) DO UPDATE SET seen_at = now(), address = excluded.address`,
        replica,
        address,
      );
      await sql.$executeRawUnsafe("DELETE FROM meter_replica WHERE seen_at < now() - interval '1 minute'");
      const [row] = await sql.$queryRawUnsafe<{ alive: number }[]>(
        `SELECT count(*)::int AS alive FROM meter_replica WHERE seen_at > now() - interval '${ALIVE_SECONDS} seconds'`,
      );
      return row!.alive;
    },
    async renew(replica) {
      const rows = await sql.$queryRawUnsafe<{ partition: number }[]>(
        `UPDATE meter_partition SET lease_until = now() + interval '${LEASE_SECONDS} seconds' WHERE owner = $1::uuid RETURNING partition`,
        replica,
      );
      return rows.map(({ partition }) => partition);
    },
    async claim(replica, address, atMost) {
      const rows = await sql.$queryRawUnsafe<LeaseRow[]>(
        `UPDATE meter_partition SET owner = $1::uuid, owner_address = $2, lease_until = now() + interval '${LEASE_SECONDS} seconds'
         WHERE partition IN (SELECT partition FROM meter_partition WHERE owner IS NULL OR lease_until < now()
                             ORDER BY random() LIMIT $3::int FOR UPDATE SKIP LOCKED)
         RETURNING ${LEASE_COLUMNS}`,
        replica,
        address,
        atMost,
      );
      return rows.map(toLease);
    },
    async release(replica, shards) {
      if (shards.length === 0) return;
      await sql.$executeRawUnsafe(
        `UPDATE meter_partition SET owner = NULL, owner_address = NULL, lease_until = '-infinity' WHERE owner = $1::uuid AND partition = ANY($2::int[])`,
        replica,
        shards,
      );
    },
    async all() {
      const rows = await sql.$queryRawUnsafe<LeaseRow[]>(
        `SELECT ${LEASE_COLUMNS} FROM meter_partition ORDER BY partition`,
      );
      return rows.map(toLease);
    },
    checkpoint: (replica, shards, at) =>
      inTransaction(database, async (tx) => {
        await checkLease(tx, replica, shards);
        await moveCheckpoint(tx, shards, at);
      }),
  };
}

async function moveCheckpoint(tx: Sql, shards: readonly number[], at: Checkpoint): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE meter_partition SET checkpoint_presence_at = greatest(checkpoint_presence_at, at_ms($2::float8)),
            checkpoint_results_at = greatest(checkpoint_results_at, at_ms($3::float8))
     WHERE partition = ANY($1::int[])`,
    shards,
    at.presence,
    at.results,
  );
}

/** Keeps the shards from changing hands until the transaction ends: KEY SHARE blocks `claim`, but no renewal. @throws LeaseLost */
export async function checkLease(tx: Sql, replica: string, shards: readonly number[]): Promise<void> {
  assertHeld(shards, await tx.$queryRawUnsafe<HeldRow[]>(HELD, shards, replica));
}

export interface HeldRow {
  partition: number;
}

export const HELD =
  "SELECT partition FROM meter_partition WHERE partition = ANY($1::int[]) AND owner = $2::uuid ORDER BY partition FOR KEY SHARE";

export function assertHeld(shards: readonly number[], rows: readonly HeldRow[]): void {
  const held = new Set(rows.map(({ partition }) => partition));
  const lost = shards.filter((shard) => !held.has(shard));
  if (lost.length > 0) throw new LeaseLost(lost);
}
