/** Waivers of the smallest withdrawal. The latest of a creator counts. */
export interface Minimums {
  /** Cents; undefined without a waiver. */
  of(creatorId: string): Promise<bigint | undefined>;
  waive(waiver: { creatorId: string; amount: bigint; reason: string; actorId: string }): Promise<void>;
}
