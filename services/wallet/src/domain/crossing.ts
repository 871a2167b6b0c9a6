/** What a change of available tokens tells others: one word a crossing, none without one. */
export type Crossing = "low" | "exhausted" | "recovered";

/**
 * The crossings between two amounts of available tokens. Going down may cross both marks at once; coming back to the
 * limit or above is `recovered`.
 */
export function crossings(before: bigint, after: bigint, lowBelow: bigint): Crossing[] {
  const found: Crossing[] = [];
  if (before >= lowBelow && after < lowBelow) found.push("low");
  if (before > 0n && after === 0n) found.push("exhausted");
  if (before < lowBelow && after >= lowBelow) found.push("recovered");
  return found;
}
