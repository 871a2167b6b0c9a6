import { fairShare } from "../../domain/partition.ts";
import type { LogReader, MeterStore, PartitionRow } from "../../ports.ts";
import { type FlushDeps, keysAt, writeRows } from "./flush-rows.ts";
import { type Meter, partitionOfKey } from "./meter.ts";

export interface HoldDeps {
  meter: Meter;
  store: MeterStore;
  replica: string;
  address: string;
  flush: FlushDeps;
  logs: { presence: LogReader; results: LogReader };
}

/** Read this much more than the checkpoint says: messages of one moment may stand in either order, and brokers' clocks step. */
export const REREAD_MARGIN_MS = 60_000;
const LOAD_PAGE = 2_000;
/** Partitions loaded at a time: Postgres reads one page while another is taken in. */
const LOAD_LANES = 3;
/** Pages (under 100 ms each) between two signs of life: loading a million sessions takes longer than a lease lasts. */
const PAGES_PER_LEASE = 10;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** Who holds which partition, as of the last look: where a bill belongs that arrives here. */
export class Owners {
  #addresses = new Map<number, string>();
  #known = false;
  /** Rejects until the first look. */
  async ready(): Promise<void> {
    if (!this.#known) throw new Error("the partitions' owners are not known yet");
  }
  set(rows: readonly PartitionRow[]): void {
    this.#known = true;
    this.#addresses = new Map(
      rows.flatMap((row) => (row.ownerAddress ? [[row.partition, row.ownerAddress]] : [])),
    );
  }
  addressOf(partition: number): string | undefined {
    return this.#addresses.get(partition);
  }
}

/**
 * Keeps this replica's share of the partitions: renews the leases, takes what nobody holds, gives back what is too much. Called every second; a lease lasts five.
 */
export function holdPartitions(deps: HoldDeps, owners: Owners) {
  const { meter, store, replica, address } = deps;
  let first = true;
  return async (): Promise<void> => {
    if (first) await store.succeed(replica, address);
    first = false;
    const share = fairShare(await store.beat(replica, address));
    const renewed = new Set(await store.renew(replica));
    meter.drop([...meter.held.keys()].filter((partition) => !renewed.has(partition)));
    // Held by this replica and not in its memory: a drop after a failed write. It starts over like a new one.
    const forgotten = [...renewed].filter((partition) => !meter.held.has(partition));
    if (forgotten.length > 0) await store.release(replica, forgotten);
    const mine = meter.held.size;
    if (mine > share) await giveBack(deps, [...meter.held.keys()].slice(0, mine - share));
    if (mine < share) await take(deps, await store.claim(replica, address, share - mine));
    owners.set(await store.partitions());
  };
}

async function take(deps: HoldDeps, claimed: readonly PartitionRow[]): Promise<void> {
  const { meter, logs } = deps;
  if (claimed.length === 0) return;
  try {
    for (const { partition, checkpoint } of claimed) meter.hold(partition, checkpoint);
    const waiting = claimed.map(({ partition }) => partition);
    const lane = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await load(deps, next);
    };
    await Promise.all(Array.from({ length: LOAD_LANES }, lane));
  } catch (error) {
    // Half of a partition is none: the next look gives it back and takes it anew.
    meter.drop(claimed.map(({ partition }) => partition));
    throw error;
  }
  // From the rows' state on the logs are read again; until they are open there, what they say of these partitions is not heard.
  logs.presence.rewind(Math.min(...claimed.map((row) => row.checkpoint.presence)) - REREAD_MARGIN_MS);
  logs.results.rewind(Math.min(...claimed.map((row) => row.checkpoint.results)) - REREAD_MARGIN_MS);
}

async function load({ meter, store, replica, address }: HoldDeps, partition: number): Promise<void> {
  // Bounded by the partition's sessions: each page starts after the last id of the one before.
  for (let after = FIRST_ID, pages = 1; ; pages++) {
    const page = await store.load(partition, after, LOAD_PAGE);
    for (const session of page) meter.know(session);
    const last = page.at(-1);
    if (page.length < LOAD_PAGE || !last) break;
    after = last.id;
    if (pages % PAGES_PER_LEASE > 0) continue;
    await store.beat(replica, address);
    await store.renew(replica);
  }
  const held = meter.held.get(partition);
  if (held) held.loaded = true;
}

async function giveBack(
  { meter, store, replica, flush }: HoldDeps,
  partitions: readonly number[],
): Promise<void> {
  const leaving = new Set(partitions);
  const keys = keysAt(meter, meter.dirty.toArray());
  await writeRows(
    flush,
    keys.filter((key) => leaving.has(partitionOfKey(key))),
  );
  await store.release(replica, partitions);
  meter.drop(partitions);
}

/** Gives everything back, for a stop: the others need not wait for the leases to run out. */
export function releaseAll(deps: HoldDeps) {
  return (): Promise<void> => giveBack(deps, [...deps.meter.held.keys()]);
}

/** Called when a log was opened: from then on it is heard for the partitions whose checkpoint is not before it. */
export function logOpened(meter: Meter, log: "presence" | "results", from: number): void {
  for (const held of meter.held.values()) if (held.loaded && held.checkpoint[log] >= from) held[log] = true;
}
