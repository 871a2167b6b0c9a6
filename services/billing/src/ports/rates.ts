import type { RateCard } from "../domain/rates.ts";
import type { Page, Paged } from "./page.ts";

export interface Rates {
  /**
   * The newest cards that can apply to these streams: the streams' own, their creators' and the platform's.
   */
  current(streams: readonly { id: string; creatorId: string }[]): Promise<RateCard[]>;
  list(page: Page): Promise<Paged<RateCard>>;
}
