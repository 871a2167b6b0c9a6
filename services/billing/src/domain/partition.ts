/** Sessions are split over this many partitions: enough to share among 16 replicas, few enough to be renewed in one statement. Fixed: rows carry theirs. */
export const PARTITIONS = 16;

/** The partition of a session, from the last byte of its UUID: random, unlike the time at its front. */
export const partitionOf = (uuid: string): number => Number.parseInt(uuid.slice(-2), 16) % PARTITIONS;

/** How many partitions a replica may hold when `replicas` are alive: rounded up, so that together they hold all. */
export const fairShare = (replicas: number): number => Math.ceil(PARTITIONS / Math.max(1, replicas));
