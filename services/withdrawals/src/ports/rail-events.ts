import type { RailEvent, RailName, RailNotice } from "@metercast/rails";

/** Webhooks of the rails, as far as they name what they are about. */
export interface RailEvents {
  /** False where it was stored before. */
  store(rail: RailName, event: RailEvent): Promise<boolean>;
  /** Due events; no other replica gets them for so long. */
  claim(limit: number, leaseSeconds: number): Promise<StoredRailEvent[]>;
  finish(event: EventKey, outcome: string): Promise<void>;
  /** After a delay that grows with its attempts; after two days it is given up. */
  repeat(event: EventKey & { attempts: number }, error: string): Promise<void>;
}

export interface EventKey {
  rail: RailName;
  id: string;
}

export interface StoredRailEvent extends EventKey {
  notice: RailNotice | undefined;
  attempts: number;
}
