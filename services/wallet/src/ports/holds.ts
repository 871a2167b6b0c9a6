import type { Hold } from "../domain/hold.ts";

export interface Holds {
  /** The holds among these ids that exist. */
  find(ids: readonly string[]): Promise<Hold[]>;
}
