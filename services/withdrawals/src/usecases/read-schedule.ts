import type { Clock } from "@metercast/runtime";
import { dueRun, nextRun, type PlannedRun, type Schedule } from "../domain/schedule.ts";
import type { Pauses } from "../ports/schedules.ts";
import type { Store } from "../ports/store.ts";
import { takenPeriods } from "./set-schedule.ts";

export interface ReadSchedulePorts {
  store: Pick<Store, "schedules">;
  clock: Clock;
}

export interface ScheduleState {
  /** The newest version, also one that does not count yet; undefined: manual, never set. */
  schedule: Schedule | undefined;
  pauses: Pauses;
  /** The run that is due or the next one that has a day; none while an admin's pause holds. */
  next: PlannedRun | undefined;
  /** Why a threshold schedule that has enough money does not run now; empty otherwise. */
  waitsFor: string;
}

export async function readSchedule(
  { store, clock }: ReadSchedulePorts,
  creatorId: string,
): Promise<ScheduleState> {
  const { schedules } = store;
  const now = new Date(clock.now());
  const versions = await schedules.versions(creatorId);
  const taken = await takenPeriods(schedules, creatorId);
  const due = dueRun(versions, now);
  const pauses = await schedules.pauses(creatorId);
  const planned = due && !taken.has(due.period.key) ? due : nextRun(versions, now, taken);
  return {
    schedule: versions[0],
    pauses,
    next: pauses.admin ? undefined : planned,
    waitsFor: (await schedules.due(creatorId))?.waitsFor ?? "",
  };
}
