/** The payout rails and what they need. Pure data: browsers and domains may import it. */
export const RAIL_NAMES = ["stripe", "manual"] as const;
export type RailName = (typeof RAIL_NAMES)[number];
