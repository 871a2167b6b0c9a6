import type { Clock, Wakeable } from "@metercast/runtime";
import { earningsSummary } from "../domain/kinds/earnings-summary.ts";
import { isBeforeSummary, lastWeek, nextSummary } from "../domain/week.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { addNotices } from "./add-notices.ts";

export interface SummarizeEarningsPorts {
  store: Store;
  clock: Clock;
  relay: Wakeable;
  senders: readonly Wakeable[];
}

/** Of one run; the next one follows at once. */
const MOST_SUMMARIES = 200;

/** Sends each creator a summary of the last week, on Monday at nine in the creator's zone. */
export async function summarizeEarnings(ports: SummarizeEarningsPorts): Promise<"again" | undefined> {
  const { store, clock, relay, senders } = ports;
  for (let summaries = 0; summaries < MOST_SUMMARIES; summaries++) {
    const result = await store.transaction((tx) => summarizeOne(tx, new Date(clock.now())));
    if (result === undefined) return undefined;
    if (result.added === 0) continue;
    relay.wake();
    for (const sender of senders) sender.wake();
  }
  return "again";
}

async function summarizeOne(tx: Transaction, now: Date): Promise<{ added: number } | undefined> {
  const due = await tx.earnings.lockDue(now);
  if (due === undefined) return undefined;
  const { creatorId, zone } = due;
  await tx.earnings.setDue(creatorId, nextSummary(now, zone));
  if (isBeforeSummary(now, zone)) return { added: 0 };
  const { name, from, to } = lastWeek(now, zone);
  const { minutes, cents, streams } = await tx.earnings.sum(creatorId, from, to);
  if (cents === 0n) return { added: 0 };
  // The last day of the week, not the midnight after it.
  const lastDay = new Date(to.getTime() - 1);
  const params = {
    cents: cents.toString(),
    minutes,
    streams,
    from: from.toISOString(),
    to: lastDay.toISOString(),
  };
  const notices = [{ kind: earningsSummary, to: { user: creatorId }, params }];
  const added = await addNotices(tx, { eventId: `earnings:${creatorId}:${name}`, at: now, now, notices });
  return { added: added.length };
}
