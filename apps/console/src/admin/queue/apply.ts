import type { QueryClient } from "@tanstack/react-query";
import type { QueueSearch } from "./address.ts";
import { countsDiffer, heard } from "./heard.ts";
import { placed, type QueuePages, rowsOf } from "./pages.ts";
import type { Withdrawal } from "./types.ts";

/** What changed before the stream opened is in the first responses, however late an event reports it. */
let openedAtMs: number | undefined;

interface Applied {
  /** Counts and other lists differ by it. */
  isNews: boolean;
  /** A list may have to show it, and the event does not say all of it. */
  isUnknown: boolean;
}

/** Puts a row into every loaded queue. `serverMs`: when the server sent it. */
export function applyToQueue(cache: QueryClient, row: Withdrawal, serverMs: number): Applied {
  openedAtMs ??= serverMs;
  const differs = heard.remember(row, Date.now());
  const { changed, isUnknown } = place(cache, row);
  return { isNews: changed || (differs ?? Date.parse(row.updated_at) > openedAtMs), isUnknown };
}

/** For the answer to one's own act, which comes before the event. */
export const placeAnswer = (cache: QueryClient, row: Withdrawal): void => void place(cache, row);

function place(cache: QueryClient, row: Withdrawal): { changed: boolean; isUnknown: boolean } {
  let [changed, isUnknown] = [false, false];
  const queues = cache.getQueryCache().findAll({ queryKey: ["withdrawals", "queue"] });
  for (const { queryKey, state } of queues) {
    const pages = state.data as QueuePages | undefined;
    if (pages === undefined) continue;
    const next = placed(pages, row, (queryKey[2] ?? {}) as QueueSearch, Date.now());
    if (next === undefined) isUnknown = true;
    else if (next !== pages) {
      const known = rowsOf(pages).find(({ id }) => id === row.id);
      changed ||= known === undefined || countsDiffer(known, row);
      // Its age stays that of the last response.
      cache.setQueryData(queryKey, next, { updatedAt: state.dataUpdatedAt });
    }
  }
  return { changed, isUnknown };
}

/** A row in any loaded queue. */
export function shownRow(cache: QueryClient, id: string): Withdrawal | undefined {
  const queues = cache.getQueriesData<QueuePages>({ queryKey: ["withdrawals", "queue"] });
  for (const [, pages] of queues) {
    const row = rowsOf(pages).find((one) => one.id === id);
    if (row) return row;
  }
  return undefined;
}
