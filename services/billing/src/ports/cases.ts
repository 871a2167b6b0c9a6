import type { ReviewCase, ReviewKind } from "../domain/top-up.ts";

/** Cases for a person. */
export interface Cases {
  /** Opens a case once for its kind and object. True if it is new. */
  open(found: ReviewCase): Promise<boolean>;
  /** Closes the case: what it was about has happened after all. */
  settled(kind: ReviewKind, objectId: string): Promise<void>;
  /** Counted up to 10,000. */
  openCount(): Promise<number>;
}
