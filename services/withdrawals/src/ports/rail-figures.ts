import type { RailName } from "@metercast/rails";

/** Attempts of one rail. Cents. */
export interface RailFigures {
  rail: RailName;
  open: bigint;
  unknown: bigint;
  underWay: bigint;
  /** Since the day began, in UTC. */
  paidToday: bigint;
  oldestOpenAt: Date | undefined;
}

/** A rail without such attempts has no row. */
export type ReadRailFigures = () => Promise<RailFigures[]>;
