import { type Clock, MetercastError } from "@metercast/runtime";
import { effectiveFrom, inForce, planOf, type Schedule } from "../domain/schedule.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { scheduleChanged } from "./events.ts";

export interface SetSchedulePorts {
  store: Store;
  clock: Clock;
}

export type ScheduleRequest = Omit<Schedule, "version" | "effectiveFrom" | "createdAt">;

/** Runs that can share a period with the next ones. */
const RECENT_RUNS = 5;

/**
 * Keeps a new version of a creator's schedule. It counts from the next period on; turning schedules off
 * counts at once. The same wish again makes no version. @throws payout_method_not_found
 */
export async function setSchedule(
  { store, clock }: SetSchedulePorts,
  request: ScheduleRequest,
): Promise<void> {
  const { creatorId, payoutMethodId } = request;
  await store.transaction(async (tx) => {
    await tx.methods.lockOf(creatorId);
    const methods = await tx.methods.list(creatorId);
    if (payoutMethodId !== undefined && !methods.some(({ id }) => id === payoutMethodId))
      throw new MetercastError("payout_method_not_found");
    const versions = await tx.schedules.versions(creatorId);
    const [latest] = versions;
    if (latest && isSame(latest, request)) return;
    const now = new Date(clock.now());
    const version: Schedule = {
      ...request,
      version: (latest?.version ?? 0) + 1,
      effectiveFrom: effectiveFrom(inForce(versions, now), request.cadence, now),
      createdAt: now,
    };
    await tx.schedules.insertVersion(version);
    await replan(tx, creatorId, now);
    const change = { creatorId, changedBy: creatorId, mode: request.cadence };
    await tx.append([scheduleChanged(change, await tx.schedules.pauses(creatorId), now)]);
  });
}

/** Writes what the creator's schedule waits for next. */
export async function replan({ schedules }: Transaction, creatorId: string, now: Date): Promise<void> {
  const taken = await takenPeriods(schedules, creatorId);
  const plan = planOf(await schedules.versions(creatorId), now, taken);
  await schedules.setDue(creatorId, { ...plan, waitsFor: "" });
}

export async function takenPeriods(
  schedules: Pick<Transaction["schedules"], "lastRuns">,
  creatorId: string,
): Promise<ReadonlySet<string>> {
  return new Set((await schedules.lastRuns(creatorId, RECENT_RUNS)).map(({ period }) => period));
}

const COMPARED = ["cadence", "anchorDay", "zone", "minimum", "retain", "payoutMethodId"] as const;

const isSame = (one: Schedule, other: ScheduleRequest): boolean =>
  COMPARED.every((field) => one[field] === other[field]);
