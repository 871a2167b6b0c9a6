/**
 * All sessions are split into this many shards, so up to 16 replicas can share them. Fixed: rows carry
 * their shard.
 */
export const SHARDS = 16;

/** A session's shard, from the last byte of its UUID, which is random. */
export const shardOf = (uuid: string): number => Number.parseInt(uuid.slice(-2), 16) % SHARDS;

/** The same from the meter's key of a session: 16 characters, one per byte of the UUID. */
export const shardOfKey = (key: string): number => key.charCodeAt(15) % SHARDS;

/** The most shards that each of `replicas` may lease: rounded up, so that together they cover all. */
export const fairShare = (replicas: number): number => Math.ceil(SHARDS / Math.max(1, replicas));
