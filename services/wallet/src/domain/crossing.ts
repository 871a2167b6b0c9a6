/** A threshold of available tokens that a change crosses. */
export type Crossing = "low" | "exhausted" | "recovered";

/** The crossings between two amounts of available tokens. Going down can cross both thresholds at once. */
export function crossings(before: bigint, after: bigint, lowBelow: bigint): Crossing[] {
  const found: Crossing[] = [];
  if (before >= lowBelow && after < lowBelow) found.push("low");
  if (before > 0n && after === 0n) found.push("exhausted");
  if (before < lowBelow && after >= lowBelow) found.push("recovered");
  return found;
}
