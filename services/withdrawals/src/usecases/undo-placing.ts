import { type Clock, MetercastError } from "@metercast/runtime";
import { nextRun } from "../domain/schedule.ts";
import type { RunRefusal } from "../ports/schedules.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { runSkipped } from "./events.ts";
import { takenPeriods } from "./set-schedule.ts";

export interface UndoPlacingPorts {
  store: Store;
  clock: Clock;
}

/**
 * The wallet refused the hold: no API has shown the withdrawal. If a schedule asked for it, its run says
 * why.
 */
export async function undoPlacing(
  { store, clock }: UndoPlacingPorts,
  id: string,
  refusal: unknown,
): Promise<void> {
  await store.transaction(async (tx) => {
    const run = await tx.schedules.endRun(id, skippedBy(refusal));
    const now = new Date(clock.now());
    if (run) await tx.append([runSkipped(run, await nextAtOf(tx, run.creatorId, now), now)]);
    await tx.withdrawals.drop(id);
  });
}

async function nextAtOf({ schedules }: Transaction, creatorId: string, now: Date): Promise<Date | undefined> {
  const taken = await takenPeriods(schedules, creatorId);
  return nextRun(await schedules.versions(creatorId), now, taken)?.period.at;
}

function skippedBy(refusal: unknown): RunRefusal {
  if (MetercastError.from(refusal).code === "payouts_not_available")
    return { reason: "account_not_ready", detail: "Payouts are not available for this account." };
  return { reason: "nothing_available", detail: "At the time of the hold, less was available." };
}
