/** What the checks of a rail's provider have found. */
export interface RailHealth {
  /** Undefined: it has not answered since this process started. */
  lastSuccessAt: Date | undefined;
  /** Of the last check; empty: it answered. */
  lastError: string;
}

export type RailState = "ok" | "degraded" | "down" | "off";

/** `health` undefined: the rail is not configured here. */
export function railStateOf(health: RailHealth | undefined, unknownAttempts: bigint): RailState {
  if (!health) return "off";
  if (health.lastError !== "") return "down";
  return unknownAttempts > 0n ? "degraded" : "ok";
}
