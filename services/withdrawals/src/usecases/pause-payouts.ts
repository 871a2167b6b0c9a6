import type { Pause, Pauses } from "../ports/schedules.ts";
import type { Store } from "../ports/store.ts";

/**
 * Pauses or resumes a creator's payouts. By the creator: scheduled runs skip. By an admin: they skip, and
 * the creator's own requests are refused. What is so already makes no row.
 */
export async function pausePayouts({ store }: { store: Store }, pause: Pause): Promise<Pauses> {
  return store.transaction(async ({ methods, schedules }) => {
    await methods.lockOf(pause.creatorId);
    const present = await schedules.pauses(pause.creatorId);
    if ((present[pause.by] !== undefined) === pause.paused) return present;
    await schedules.addPause(pause);
    return schedules.pauses(pause.creatorId);
  });
}
