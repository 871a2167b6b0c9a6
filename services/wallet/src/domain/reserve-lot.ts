import type { Day } from "./day.ts";

/** The reference type of lots' holds. They end under their account's lock only, never at a caller's request. */
export const RESERVE = "RESERVE";

/** A part of a day's earnings that is held until `releaseOn` begins. */
export interface ReserveLot {
  day: Day;
  /** Counted from 0. A draw ends a part and puts the next, smaller one in its place. */
  part: number;
  /** Cents, positive. */
  cents: bigint;
  holdId: string;
  releaseOn: Day;
}

export interface ReserveDraw {
  /** Cents: what was asked for, or all there is. */
  drawn: bigint;
  /** Lots whose holds end. */
  ended: ReserveLot[];
  /** What stays of the last one, as a smaller lot in its place. */
  remainder: Omit<ReserveLot, "holdId"> | undefined;
}

/** Draws cents from open lots: the one that would be released first comes first. */
export function drawFromReserve(lots: readonly ReserveLot[], cents: bigint): ReserveDraw {
  const draw: ReserveDraw = { drawn: 0n, ended: [], remainder: undefined };
  for (const lot of [...lots].sort(byRelease)) {
    const wanted = cents - draw.drawn;
    if (wanted <= 0n) break;
    draw.ended.push(lot);
    if (lot.cents > wanted) {
      const { day, part, releaseOn } = lot;
      draw.remainder = { day, part: part + 1, releaseOn, cents: lot.cents - wanted };
    }
    draw.drawn += lot.cents < wanted ? lot.cents : wanted;
  }
  return draw;
}

const byRelease = (one: ReserveLot, other: ReserveLot): number =>
  one.releaseOn - other.releaseOn || one.day - other.day;

/** Lots whose time is over. */
export const dueLots = (lots: readonly ReserveLot[], today: Day): ReserveLot[] =>
  lots.filter(({ releaseOn }) => releaseOn <= today);
