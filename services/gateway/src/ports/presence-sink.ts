import type { PackedReports } from "../domain/presence-buffer.ts";

/** Stores presence reports: resolves when JetStream has them. A repeated id is the same message. */
export interface PresenceSink {
  publish(id: string, reports: PackedReports): Promise<unknown>;
}
