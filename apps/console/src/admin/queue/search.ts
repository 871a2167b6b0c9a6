import { AGES, type Direction, type QueueSearch, queueSearch, type Sort } from "./address.ts";
import type { Withdrawal } from "./types.ts";

/** Oldest, largest and riskiest come first. */
export const firstDirection = (sort: Sort): Direction => (sort === "age" ? "asc" : "desc");

export function orderOf({ sort = "age", dir }: QueueSearch): { sort: Sort; dir: Direction } {
  return { sort, dir: dir ?? firstDirection(sort) };
}

/** A click on a column: by it, or the other way round. */
export function sortedBy(search: QueueSearch, sort: Sort): QueueSearch {
  const now = orderOf(search);
  const dir =
    now.sort === sort ? (now.dir === "asc" ? ("desc" as const) : ("asc" as const)) : firstDirection(sort);
  return queueSearch({ ...search, sort, dir: dir === firstDirection(sort) ? undefined : dir });
}

export const isFiltered = ({ sort: _, dir: __, ...filters }: QueueSearch): boolean =>
  Object.values(filters).some((value) => value !== undefined);

/** The same in the API's words. `before` is fixed by the first page: a cursor belongs to one filter. */
export function queryOf(search: QueueSearch, before: string | undefined) {
  const { sort, dir } = orderOf(search);
  const { method, from, to, first, scheduled, needs, q } = search;
  return {
    ...(needs !== "review" && { status: "PENDING" as const }),
    sort: sort === "age" ? ("requested" as const) : sort,
    order: dir,
    ...(method !== undefined && { method }),
    ...(from !== undefined && { amount_min: from }),
    ...(to !== undefined && { amount_max: to }),
    ...(before !== undefined && { requested_before: before }),
    ...(first !== undefined && { first_payout: "true" as const }),
    ...(scheduled !== undefined && {
      scheduled: scheduled === "yes" ? ("true" as const) : ("false" as const),
    }),
    ...(needs !== undefined && { needs }),
    ...(q !== undefined && { q }),
  };
}

export const beforeOf = ({ older }: QueueSearch, nowMs: number): string | undefined =>
  older === undefined ? undefined : new Date(nowMs - AGES[older] * 1_000).toISOString();

/** Saved views keep the address' part after the question mark. */
export function writeQuery(search: QueueSearch): string {
  const entries = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(entries.toSorted(([a], [b]) => a.localeCompare(b))).toString();
}

export const readQuery = (query: string): QueueSearch =>
  queueSearch(Object.fromEntries(new URLSearchParams(query)));

/** Cents of an amount that the API wrote or that passed `amount`. */
const cents = (written: string): bigint => {
  const [whole = "0", decimals = ""] = written.split(".");
  return BigInt(whole) * 100n + BigInt(decimals.padEnd(2, "0").slice(0, 2));
};

/** Whether a row belongs to what is filtered: for rows that arrive by events. */
export function matches(row: Withdrawal, search: QueueSearch, nowMs: number): boolean {
  const { method, from, to, older, first, scheduled, needs, q } = search;
  const minor = cents(row.amount.amount);
  if (needs === "review" ? row.attention === null : row.status !== "PENDING") return false;
  if (method !== undefined && (row.method ?? "none") !== method) return false;
  if (from !== undefined && minor < cents(from)) return false;
  if (to !== undefined && minor > cents(to)) return false;
  if (older !== undefined && Date.parse(row.created_at) > nowMs - AGES[older] * 1_000) return false;
  if (first !== undefined && !row.first_payout) return false;
  if (scheduled !== undefined && (row.scheduled === true) !== (scheduled === "yes")) return false;
  // A row that was just decided stays where it is, with its way back.
  if (needs === "me" && row.needs_me === false && !row.decision) return false;
  return q === undefined || isFound(row, q.toLowerCase());
}

const isFound = (
  { id, creator_id, creator_name, creator_email, amount: { amount: sum } }: Withdrawal,
  q: string,
) =>
  [id, creator_id, creator_name ?? "", creator_email ?? "", sum].some((one) => one.toLowerCase().includes(q));

const RISK = { low: 0, medium: 1, high: 2 };

/** Negative: `a` stands above `b`. */
export function compare(a: Withdrawal, b: Withdrawal, search: QueueSearch): number {
  const { sort, dir } = orderOf(search);
  const sign = dir === "asc" ? 1 : -1;
  return sign * (difference(a, b, sort) || a.id.localeCompare(b.id));
}

function difference(a: Withdrawal, b: Withdrawal, sort: Sort): number {
  if (sort === "amount") return Number(cents(a.amount.amount) - cents(b.amount.amount));
  if (sort === "risk") return RISK[a.risk?.level ?? "low"] - RISK[b.risk?.level ?? "low"];
  return Date.parse(a.created_at) - Date.parse(b.created_at);
}
