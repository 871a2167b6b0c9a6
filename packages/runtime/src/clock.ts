import { setTimeout as sleep } from "node:timers/promises";

/** The time, as use cases get it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds from any fixed moment; a correction of the machine's clock does not move it. */
  monotonic(): number;
  sleep(ms: number): Promise<unknown>;
}

export const systemClock: Clock = { now: Date.now, monotonic: () => performance.now(), sleep };
