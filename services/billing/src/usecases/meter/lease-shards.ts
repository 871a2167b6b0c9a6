import { fairShare, shardOfKey } from "../../domain/shard.ts";
import type { LogReader } from "../../ports/log.ts";
import type { MeteredSessions } from "../../ports/metered-sessions.ts";
import type { ShardLease, ShardLeases } from "../../ports/shard-leases.ts";
import { keysAt, type WriteRowsPorts, writeRows } from "./flush-rows.ts";
import type { Meter } from "./meter.ts";

export interface LeaseShardsPorts extends Omit<WriteRowsPorts, "rows"> {
  leases: ShardLeases;
  rows: Pick<MeteredSessions, "flush" | "load">;
  presence: LogReader;
  results: LogReader;
  address: string;
  owners: ShardOwners;
}

/**
 * Read this much before the checkpoint too: messages of one moment may be in either order, and brokers'
 * clocks step.
 */
export const REREAD_MARGIN_MS = 60_000;
const LOAD_PAGE = 2_000;
/** Shards loaded at a time: Postgres reads one page while the meter takes in another. */
const LOAD_LANES = 3;
/**
 * Pages (under 100 ms each) between two renewals: loading a million sessions takes longer than a lease
 * lasts.
 */
const PAGES_PER_RENEWAL = 10;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * The addresses of the replicas by shard, as of the last run of `leaseShards`. Bills for other replicas are
 * passed on there.
 */
export class ShardOwners {
  #addresses: Map<number, string> | undefined;

  get known(): boolean {
    return this.#addresses !== undefined;
  }

  set(leases: readonly ShardLease[]): void {
    this.#addresses = new Map(
      leases.flatMap(({ shard, ownerAddress }) => (ownerAddress ? [[shard, ownerAddress]] : [])),
    );
  }

  addressOf(shard: number): string | undefined {
    return this.#addresses?.get(shard);
  }
}

/**
 * Keeps this replica's share of the shards: renews leases, claims free shards, releases what exceeds the
 * share.
 */
export async function leaseShards(ports: LeaseShardsPorts): Promise<void> {
  const { meter, leases, replica, address, owners } = ports;
  if (!owners.known) await leases.succeed(replica, address);
  const share = fairShare(await leases.beat(replica, address));
  const renewed = new Set(await leases.renew(replica));
  meter.dropShards([...meter.shards.keys()].filter((shard) => !renewed.has(shard)));
  // Dropped from memory after a failed write: release them, so that they are claimed and loaded again.
  const forgotten = [...renewed].filter((shard) => !meter.shards.has(shard));
  if (forgotten.length > 0) await leases.release(replica, forgotten);
  const leased = meter.shards.size;
  if (leased > share) await release(ports, [...meter.shards.keys()].slice(0, leased - share));
  if (leased < share) await take(ports, await leases.claim(replica, address, share - leased));
  owners.set(await leases.all());
}

async function take(ports: LeaseShardsPorts, claimed: readonly ShardLease[]): Promise<void> {
  const { meter, presence, results } = ports;
  if (claimed.length === 0) return;
  try {
    for (const { shard, checkpoint } of claimed) meter.addShard(shard, checkpoint);
    const waiting = claimed.map(({ shard }) => shard);
    const lane = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await load(ports, next);
    };
    await Promise.all(Array.from({ length: LOAD_LANES }, lane));
  } catch (error) {
    // Drop partially loaded shards; the next run releases and reclaims them.
    meter.dropShards(claimed.map(({ shard }) => shard));
    throw error;
  }
  // The rows are as of the checkpoint. Each log counts for these shards once it is open from there
  // (`logOpened`).
  presence.rewind(Math.min(...claimed.map(({ checkpoint }) => checkpoint.presence)) - REREAD_MARGIN_MS);
  results.rewind(Math.min(...claimed.map(({ checkpoint }) => checkpoint.results)) - REREAD_MARGIN_MS);
}

async function load(ports: LeaseShardsPorts, shard: number): Promise<void> {
  const { meter, leases, rows, replica, address } = ports;
  // Bounded by the shard's sessions: each page starts after the last id of the page before.
  for (let after = FIRST_ID, pages = 1; ; pages++) {
    const page = await rows.load(shard, after, LOAD_PAGE);
    for (const session of page) meter.know(session);
    const last = page.at(-1);
    if (page.length < LOAD_PAGE || !last) break;
    after = last.id;
    if (pages % PAGES_PER_RENEWAL > 0) continue;
    await leases.beat(replica, address);
    await leases.renew(replica);
  }
  const leased = meter.shards.get(shard);
  if (leased) leased.loaded = true;
}

async function release(ports: LeaseShardsPorts, shards: readonly number[]): Promise<void> {
  const { meter, leases, replica } = ports;
  const leaving = new Set(shards);
  const keys = keysAt(meter, meter.dirty.toArray());
  await writeRows(
    ports,
    keys.filter((key) => leaving.has(shardOfKey(key))),
  );
  await leases.release(replica, shards);
  meter.dropShards(shards);
}

/**
 * Releases all shards before the process stops, so that other replicas need not wait for the leases to
 * expire.
 */
export function releaseShards(ports: LeaseShardsPorts): Promise<void> {
  return release(ports, [...ports.meter.shards.keys()]);
}

/** A log was opened at `from`: from now on it counts for the shards whose checkpoint is not before that. */
export function logOpened(meter: Meter, log: "presence" | "results", from: number): void {
  for (const shard of meter.shards.values())
    if (shard.loaded && shard.checkpoint[log] >= from) shard[log] = true;
}
