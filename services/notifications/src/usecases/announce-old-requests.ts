import type { Clock, Wakeable } from "@metercast/runtime";
import { oldRequest } from "../domain/kinds/old-request.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { addNotices } from "./add-notices.ts";

export interface AnnounceOldRequestsPorts {
  store: Store;
  clock: Clock;
  relay: Wakeable;
  senders: readonly Wakeable[];
  /** How long a withdrawal may wait. */
  oldRequestHours: number;
}

/** Of one run; the next one follows at once. */
const MOST_REQUESTS = 100;
const HOUR_MS = 3_600_000;

/** Admins learn once of each withdrawal that nobody has decided for long. */
export async function announceOldRequests(ports: AnnounceOldRequestsPorts): Promise<"again" | undefined> {
  const { store, clock, relay, senders, oldRequestHours } = ports;
  for (let requests = 0; requests < MOST_REQUESTS; requests++) {
    const isFound = await store.transaction((tx) => announceOne(tx, new Date(clock.now()), oldRequestHours));
    if (!isFound) return undefined;
    relay.wake();
    for (const sender of senders) sender.wake();
  }
  return "again";
}

async function announceOne(tx: Transaction, now: Date, hours: number): Promise<boolean> {
  const request = await tx.openRequests.announceOldest(new Date(now.getTime() - hours * HOUR_MS), now);
  if (request === undefined) return false;
  const { withdrawalId: withdrawal, creatorId: creator, amount, requestedAt } = request;
  const params = {
    creator,
    withdrawal,
    amount: amount.toString(),
    requested: requestedAt.toISOString(),
  };
  const notices = [{ kind: oldRequest, to: { role: "admin" as const }, params }];
  await addNotices(tx, { eventId: `old-request:${withdrawal}`, at: now, now, notices });
  return true;
}
