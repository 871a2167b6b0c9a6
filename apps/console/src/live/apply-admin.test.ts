import { InfiniteQueryObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { rowsOf } from "../admin/queue/pages.ts";
import { row } from "../admin/queue/row-for-tests.ts";
import type { Withdrawal } from "../admin/queue/types.ts";
import { applyAdminEvent } from "./apply-admin.ts";

/** The server's clock when the stream opened; later events are sent later. */
const OPENED = Date.parse("2026-12-01T12:00:00Z");
const LATER = OPENED + 30_000;
const NEW = "2026-12-01T12:00:20.000Z";

beforeEach(() => vi.useFakeTimers({ now: OPENED }));
afterEach(() => void vi.useRealTimers());

/** A console with the queue, its counts and another list on the screen. */
async function shown(rows: Withdrawal[]) {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 10_000 } } });
  const asked: string[] = [];
  const queue = new InfiniteQueryObserver(cache, {
    queryKey: ["withdrawals", "queue", {}],
    queryFn: () => {
      asked.push("queue");
      return { data: rows, has_more: false, next_cursor: null };
    },
    initialPageParam: undefined,
    getNextPageParam: () => undefined,
  });
  const counts = new QueryObserver(cache, {
    queryKey: ["withdrawal-stats"],
    queryFn: () => asked.push("stats"),
  });
  queue.subscribe(() => undefined);
  counts.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(1);
  asked.length = 0;
  const send = (data: Withdrawal, atMs: number) =>
    applyAdminEvent(cache, { event: "withdrawal", id: String(atMs), data } as never);
  const ids = () => rowsOf(queue.getCurrentResult().data).map(({ id }) => id);
  return { asked, send, ids };
}

const many = (count: number, name: string) => Array.from({ length: count }, (_, n) => row(`${name}-${n}`));

it("the snapshot of a stream that opens makes no refetch, however long it takes", async () => {
  const rows = many(100, "snapshot");
  const { asked, send, ids } = await shown(rows);
  for (const one of [
    ...rows,
    ...many(200, "paid").map((paid) => ({ ...paid, status: "COMPLETED" as const })),
  ])
    send(one, OPENED);
  for (const late of many(20, "late")) send({ ...late, status: "COMPLETED" }, LATER);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  expect(ids()).toHaveLength(100);
});

it("a burst of events changes its rows at once, and makes one refetch of the counts", async () => {
  const rows = many(100, "burst");
  const { asked, send, ids } = await shown(rows);
  for (const one of rows.slice(0, 60))
    send({ ...one, status: "APPROVED", updated_at: "2026-12-01T12:00:30.000Z" }, LATER);
  expect(ids()).toEqual(rows.slice(60).map(({ id }) => id));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(["stats"]);
});

it("a new request comes with its event", async () => {
  const { asked, send, ids } = await shown(many(2, "before"));
  send(row("new", { created_at: NEW, updated_at: NEW }), LATER);
  expect(ids()).toContain("wdr_new");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(["stats"]);
});

it("an event that does not show a new row whole makes one refetch of the list", async () => {
  const { asked, send } = await shown(many(2, "thin"));
  for (let n = 0; n < 50; n++) {
    const { risk: _, ...thin } = row(`thin-new-${n}`, { updated_at: NEW });
    send(thin, LATER);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.toSorted()).toEqual(["queue", "stats"]);
});

it("an event about what is known already makes none", async () => {
  const rows = many(3, "again");
  const { asked, send } = await shown(rows);
  for (const one of rows) send(one, OPENED);
  for (const one of rows) send(one, LATER);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
});
