import type { EventsOf } from "@metercast/client";
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { applyToQueue, placeAnswer } from "../admin/queue/apply.ts";
import type { Schemas } from "../api/client.ts";
import { coalesced } from "../api/coalesced.ts";
import { applyInbox } from "./apply.ts";
import { noteServerTime } from "./server-time.ts";

type AdminEvent = EventsOf<"/api/admin/events">;
type Integrity = Schemas["Integrity"];

/** A burst of events makes one refetch of a list. */
const PACE = { waitMs: 1_000, everyMs: 5_000 };

/** Applies events to the cache. What an event does not show is fetched again, later and once. */
export function applyAdminEvent(cache: QueryClient, event: AdminEvent): void {
  noteServerTime(Number(event.id));
  if (event.event === "inbox") applyInbox(cache, event.data);
  if (event.event === "overview") cache.setQueryData(["overview"], event.data);
  if (event.event === "withdrawal") applyWithdrawal(cache, event.data, Number(event.id));
  if (event.event === "freeze") update(cache, (known) => ({ ...known, freeze: event.data }));
  if (event.event === "integrity") update(cache, (known) => ({ ...known, ...event.data }));
}

const update = (cache: QueryClient, change: (known: Integrity) => Integrity): void =>
  void cache.setQueryData<Integrity>(["integrity"], (known) => known && change(known));

function applyWithdrawal(cache: QueryClient, row: Schemas["Withdrawal"], serverMs: number): void {
  const { isNews, isUnknown } = applyToQueue(cache, row, serverMs);
  if (isUnknown) unknown(cache, row.id);
  if (!isNews) return;
  const detail = cache.getQueryData<Schemas["WithdrawalDetails"]>(["withdrawal", row.id]);
  if (detail !== undefined) later(cache, ["withdrawal", row.id]);
  for (const key of [["withdrawals", "list"], ["withdrawals", "review"], ["withdrawal-stats"]])
    later(cache, key);
  later(cache, ["creator", row.creator_id]);
}

const unknownIds = new Set<string>();

/** One row that no event shows whole is read alone; several are one refetch of the list. */
function unknown(cache: QueryClient, id: string): void {
  unknownIds.add(id);
  coalescedFor(cache, "unknown rows", async () => {
    const [first, ...more] = unknownIds;
    unknownIds.clear();
    const found = first === undefined || more.length > 0 ? undefined : await rowOf(first);
    if (found) return placeAnswer(cache, found);
    await cache.invalidateQueries({ queryKey: ["withdrawals", "queue"] });
  })();
}

/** Loaded when it is needed: events are applied on pages without a queue, too. */
const rowOf = async (id: string) => (await import("../admin/queue/queries.ts")).readRow(id);

const refetches = new WeakMap<QueryClient, Map<string, () => void>>();

/** Marks it as old at once, and fetches what is on the screen when the burst is over. */
export function later(cache: QueryClient, queryKey: QueryKey): void {
  if (cache.getQueryCache().find({ queryKey, exact: false }) === undefined) return;
  void cache.invalidateQueries({ queryKey, refetchType: "none" });
  coalescedFor(cache, JSON.stringify(queryKey), () => cache.refetchQueries({ queryKey, type: "active" }))();
}

function coalescedFor(cache: QueryClient, name: string, run: () => Promise<unknown>): () => void {
  const known = refetches.get(cache) ?? new Map<string, () => void>();
  refetches.set(cache, known);
  const call = known.get(name) ?? coalesced(run, PACE);
  known.set(name, call);
  return call;
}
