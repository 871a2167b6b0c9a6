import { railOf } from "@metercast/rails";
import type { Method } from "../domain/payout-method.ts";
import type { RunFacts } from "../domain/run.ts";
import type { Schedule } from "../domain/schedule.ts";
import type { Transaction } from "../ports/store.ts";
import type { Availability } from "../ports/wallet.ts";

/** What was read of a creator before the transaction of the run. */
export interface Seen {
  creatorId: string;
  availability: Availability;
  platformMinimum: bigint;
}

/** What a run depends on. The creator's lock is held: no other request of the creator begins meanwhile. */
export async function factsOf(tx: Transaction, seen: Seen, schedule: Schedule, now: Date): Promise<RunFacts> {
  const { creatorId, availability, platformMinimum } = seen;
  const pauses = await tx.schedules.pauses(creatorId);
  const methods = await tx.methods.list(creatorId);
  const named = schedule.payoutMethodId;
  const method = methods.find(({ id, isDefault }) => (named === undefined ? isDefault : id === named));
  const rail = method && railOf(method.kind);
  return {
    isPausedByAdmin: pauses.admin !== undefined,
    isPausedByCreator: pauses.creator !== undefined,
    hasOpenWithdrawal: (await tx.withdrawals.lockOpen(creatorId)) !== undefined,
    method: methodState(method, now),
    lockedUntil: method?.lockedUntil,
    available: availability.available,
    upcoming: availability.upcoming.reduce((sum, { amount }) => sum + amount, 0n),
    debt: availability.debt,
    platformMinimum: rail && rail.minimum > platformMinimum ? rail.minimum : platformMinimum,
    maximum: rail?.maximum,
    minimum: schedule.minimum,
    retain: schedule.retain,
  };
}

function methodState(method: Method | undefined, now: Date): RunFacts["method"] {
  if (!method) return "missing";
  if (method.state !== "ready" || method.closedAt) return "not_ready";
  return method.lockedUntil && method.lockedUntil > now ? "locked" : "ready";
}
