import { MetercastError } from "@metercast/runtime";
import { sameUser } from "../domain/dual-control.ts";
import type { Pause, Pauses } from "../ports/schedules.ts";
import type { Store } from "../ports/store.ts";

/**
 * Pauses or resumes a creator's payouts. By the creator: scheduled runs skip. By an admin: they skip, and
 * the creator's own requests are refused and nothing approved starts. What is so already makes no row.
 * @throws forbidden where an admin would end an admin's pause of their own payouts
 */
export async function pausePayouts({ store }: { store: Store }, pause: Pause): Promise<Pauses> {
  return store.transaction(async ({ methods, schedules, withdrawals }) => {
    await methods.lockOf(pause.creatorId);
    const present = await schedules.pauses(pause.creatorId);
    if ((present[pause.by] !== undefined) === pause.paused) return present;
    const { by, paused, creatorId, actorId } = pause;
    if (by === "admin" && !paused && sameUser(actorId, creatorId)) throw ownPause();
    await schedules.addPause(pause);
    if (by === "admin" && !paused) await withdrawals.wakePaused(creatorId);
    return schedules.pauses(pause.creatorId);
  });
}

const ownPause = () => new MetercastError("forbidden", "Another admin must resume your own payouts.");
