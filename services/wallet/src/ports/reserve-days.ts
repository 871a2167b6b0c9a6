import type { Day } from "../domain/day.ts";

/** Which lots are to be placed or released, over all creators. */
export interface ReserveDays {
  /** When an admin first set a reserve; undefined before that. */
  firstReserveAt(): Promise<Date | undefined>;
  /** Days from one on of which every lot is placed. */
  placedDays(from: Day): Promise<Day[]>;
  markPlaced(day: Day): Promise<void>;
  /**
   * A page of creators after an account, in order. `earned`: on this day, and no lot of it was placed.
   * Fewer than `limit`: the last page.
   */
  creators(day: Day, after: bigint, limit: number): Promise<EarningCreator[]>;
  /** Some creators with a lot whose time is over. */
  creatorsWithDueLots(today: Day, limit: number): Promise<string[]>;
}

export interface EarningCreator {
  account: bigint;
  userId: string;
  earned: boolean;
}
