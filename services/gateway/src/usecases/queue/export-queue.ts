import type { QueueFilter, QueueSort } from "../../domain/queue.ts";
import type { Queue, QueueItem } from "../../ports/queue.ts";

export interface ExportQueue {
  filter: QueueFilter;
  sort: QueueSort;
  order: "asc" | "desc";
  actorId: string;
}

/** A spreadsheet takes a million; a narrower filter is the better answer long before. */
export const MOST_EXPORTED = 50_000;
const PAGE = 500;

/** Every withdrawal of a filter, a page at a time as its reader takes them, up to the bound. */
export async function* exportQueue(
  { queue }: { queue: Pick<Queue, "list"> },
  request: ExportQueue,
): AsyncGenerator<QueueItem> {
  let cursor: string | undefined;
  let left = MOST_EXPORTED;
  do {
    const page = await queue.list({ ...request, cursor, limit: Math.min(PAGE, left) });
    yield* page.items;
    left -= page.items.length;
    cursor = left > 0 ? page.nextCursor : undefined;
  } while (cursor !== undefined);
}
