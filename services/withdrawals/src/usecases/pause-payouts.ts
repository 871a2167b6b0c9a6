import { type Clock, MetercastError } from "@metercast/runtime";
import { sameUser } from "../domain/dual-control.ts";
import type { Pause, Pauses } from "../ports/schedules.ts";
import type { Store } from "../ports/store.ts";
import { scheduleChanged } from "./events.ts";

/**
 * Pauses or resumes a creator's payouts. By the creator: scheduled runs skip. By an admin: they skip, and
 * the creator's own requests are refused and nothing approved starts. What is so already makes no row.
 * @throws forbidden where an admin would end an admin's pause of their own payouts
 */
export async function pausePayouts(
  { store, clock }: { store: Store; clock: Clock },
  pause: Pause,
): Promise<Pauses> {
  return store.transaction(async ({ methods, schedules, withdrawals, append }) => {
    await methods.lockOf(pause.creatorId);
    const present = await schedules.pauses(pause.creatorId);
    if ((present[pause.by] !== undefined) === pause.paused) return present;
    const { by, paused, creatorId, actorId } = pause;
    if (by === "admin" && !paused && sameUser(actorId, creatorId)) throw ownPause();
    await schedules.addPause(pause);
    if (by === "admin" && !paused) await withdrawals.wakePaused(creatorId);
    const pauses = await schedules.pauses(creatorId);
    const [latest] = await schedules.versions(creatorId);
    const change = { creatorId, changedBy: actorId, mode: latest?.cadence ?? "manual" };
    await append([scheduleChanged(change, pauses, new Date(clock.now()))]);
    return pauses;
  });
}

const ownPause = () => new MetercastError("forbidden", "Another admin must resume your own payouts.");
