import { type InfiniteData, replaceEqualDeep } from "@tanstack/react-query";
import type { QueueSearch } from "./address.ts";
import { compare, matches } from "./search.ts";
import type { QueuePage, Withdrawal } from "./types.ts";

/** `before` keeps the filter by age the same on every page. */
export interface PagePlace {
  cursor: string | undefined;
  before: string | undefined;
}
export type QueuePages = InfiniteData<QueuePage, PagePlace>;

/** Rows of the wire may leave out what an older server does not know. */
export const isWhole = ({ creator, risk }: Withdrawal): boolean =>
  creator !== undefined && risk !== undefined;

export const rowsOf = (pages: { pages: QueuePage[] } | undefined): Withdrawal[] =>
  pages?.pages.flatMap(({ data }) => data) ?? [];

/**
 * The loaded pages with this state of a row: replaced, removed, or put where the order wants it. The same
 * object if nothing changes. Undefined: only the server knows.
 */
export function placed(
  pages: QueuePages,
  row: Withdrawal,
  search: QueueSearch,
  nowMs: number,
): QueuePages | undefined {
  for (const [at, page] of pages.pages.entries()) {
    const known = page.data.find(({ id }) => id === row.id);
    if (known === undefined) continue;
    if (known.updated_at > row.updated_at) return pages;
    const merged = replaceEqualDeep(known, merge(known, row));
    if (merged === known) return pages;
    const data = matches(merged, search, nowMs)
      ? page.data.map((one) => (one.id === row.id ? merged : one))
      : page.data.filter(({ id }) => id !== row.id);
    return withPage(pages, at, data);
  }
  if (!matches(row, search, nowMs)) return pages;
  return isWhole(row) ? inserted(pages, row, search) : undefined;
}

/** What an event can't say stays: whom it needs, and sums while the wallet does not answer. */
const merge = (known: Withdrawal, row: Withdrawal): Withdrawal => ({
  ...known,
  ...row,
  needs_me: row.needs_me ?? known.needs_me ?? null,
  ...(row.creator && {
    creator: {
      ...row.creator,
      earned_total: row.creator.earned_total ?? known.creator?.earned_total ?? null,
      available: row.creator.available ?? known.creator?.available ?? null,
    },
  }),
});

function inserted(pages: QueuePages, row: Withdrawal, search: QueueSearch): QueuePages {
  for (const [at, page] of pages.pages.entries()) {
    const before = page.data.findIndex((one) => compare(row, one, search) < 0);
    if (before >= 0) return withPage(pages, at, page.data.toSpliced(before, 0, row));
  }
  const last = pages.pages.at(-1);
  // After all that is loaded: it comes with its own page.
  if (last === undefined || last.next_cursor !== null) return pages;
  return withPage(pages, pages.pages.length - 1, [...last.data, row]);
}

const withPage = (pages: QueuePages, at: number, data: Withdrawal[]): QueuePages => ({
  ...pages,
  pages: pages.pages.map((page, index) => (index === at ? { ...page, data } : page)),
});
