import type { PackedSightings } from "../domain/presence-buffer.ts";

/** Stores presence reports: resolves when JetStream has them. A repeated id is the same message. */
export interface PresenceSink {
  publish(id: string, reports: PackedSightings): Promise<unknown>;
}
