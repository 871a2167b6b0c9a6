/** Who meters which shard. A lease lasts some seconds unless its replica renews it. */
export interface ShardLeases {
  /**
   * Frees the shards of an earlier process at the same address: that process is gone, or this one could not
   * listen there.
   */
  succeed(replica: string, address: string): Promise<void>;
  /** Reports that the replica is alive; gives the number of replicas that are. */
  beat(replica: string, address: string): Promise<number>;
  /** Gives the shards whose leases the replica still has. */
  renew(replica: string): Promise<number[]>;
  claim(replica: string, address: string, atMost: number): Promise<ShardLease[]>;
  release(replica: string, shards: readonly number[]): Promise<void>;
  all(): Promise<ShardLease[]>;
  /** Moves the checkpoint of these shards forward. @throws LeaseLost */
  checkpoint(replica: string, shards: readonly number[], at: Checkpoint): Promise<void>;
}

export interface ShardLease {
  shard: number;
  owner: string | undefined;
  ownerAddress: string | undefined;
  checkpoint: Checkpoint;
}

/** The rows hold everything in the two logs up to these times (the broker's clock, ms). */
export interface Checkpoint {
  presence: number;
  results: number;
}

/** A replica tried to write for a shard that another replica leases by now. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  readonly shards: readonly number[];
  constructor(shards: readonly number[]) {
    super(`another replica has the lease of shard ${shards.join(", ")}`);
    this.shards = shards;
  }
}
