import { NEEDS_NOBODY } from "../../domain/withdrawal.ts";
import type { QueueFilter, QueueQuery, Sort } from "../../ports/queue.ts";

/** A statement with its values. Texts of people are values, never a part of it. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** The ids are of UUIDv7: they are in the order of the requests. */
const COLUMN: Readonly<Record<Sort, string>> = { requested: "w.id", amount: "w.amount", risk: "w.risk" };

/**
 * The ids of a page. Each order is that of an index, with and without a status; a row comparison continues
 * where the page before ended, so a page costs the same at any depth.
 */
export function pageStatement(query: QueueQuery, barredCreators: readonly string[]): Statement {
  const values: unknown[] = [];
  const value = (one: unknown): string => `$${values.push(one)}`;
  const wheres = [...filters(query, barredCreators, value), ...placeAfter(query, value)];
  const direction = query.descending ? "DESC" : "ASC";
  const column = COLUMN[query.sort];
  const order =
    query.sort === "requested" ? `${column} ${direction}` : `${column} ${direction}, w.id ${direction}`;
  const text = `SELECT w.id::text AS id FROM withdrawal w WHERE ${wheres.join(" AND ")} ORDER BY ${order} LIMIT ${value(query.limit)}`;
  return { text, values };
}

function placeAfter({ after, sort, descending }: QueueQuery, value: (one: unknown) => string): string[] {
  if (!after) return [];
  const than = descending ? "<" : ">";
  if (sort === "requested") return [`w.id ${than} ${value(after.id)}::uuid`];
  const type = sort === "risk" ? "smallint" : "bigint";
  return [
    `(${COLUMN[sort]}, w.id) ${than} (${value(after.value.toString())}::${type}, ${value(after.id)}::uuid)`,
  ];
}

function filters(
  { filter, actorId }: QueueQuery,
  barredCreators: readonly string[],
  value: (one: unknown) => string,
): string[] {
  const {
    status,
    rail,
    amountMin,
    amountMax,
    requestedBefore,
    requestedAfter,
    updatedAfter,
    firstPayout,
    scheduled,
    creatorId,
    ids,
  } = filter;
  const wheres = ["w.hold <> 'placing'"];
  const add = <T>(
    given: T | undefined,
    where: (name: string) => string,
    as: (one: T) => unknown = (one) => one,
  ) => {
    if (given !== undefined) wheres.push(where(value(as(given))));
  };
  add(status, (name) => `w.status = ${name}`);
  add(creatorId, (name) => `w.creator_id = ${name}`);
  add(amountMin, (name) => `w.amount >= ${name}::bigint`, String);
  add(amountMax, (name) => `w.amount <= ${name}::bigint`, String);
  add(requestedBefore, (name) => `w.created_at < ${name}::timestamptz`);
  add(requestedAfter, (name) => `w.created_at >= ${name}::timestamptz`);
  add(updatedAfter, (name) => `greatest(w.updated_at, w.risk_changed_at) >= ${name}::timestamptz`);
  add(firstPayout, (name) => `w.first_payout = ${name}::boolean`);
  add(scheduled, (name) => `w.scheduled = ${name}::boolean`);
  if (ids.length > 0) wheres.push(`w.id = ANY (${value(ids)}::uuid[])`);
  if (rail === "none") wheres.push("w.payout_method IS NULL");
  else add(rail, (name) => `w.payout_method IN (SELECT id FROM payout_method WHERE kind = ${name})`);
  return [...wheres, ...needs(filter, actorId, barredCreators, value), ...search(filter, value)];
}

/** The same as `needsActor` in queue.ts. */
function needs(
  { needs: what }: QueueFilter,
  actorId: string,
  barredCreators: readonly string[],
  value: (one: unknown) => string,
): string[] {
  if (what === "review") return [`w.needs_review NOT IN ('', '${NEEDS_NOBODY}')`];
  if (what === undefined) return [];
  const me = `lower(${value(actorId)})`;
  return [
    "(w.status = 'PENDING' OR (w.status = 'APPROVED' AND w.needs_review = 'destination_unapproved'))",
    `lower(w.creator_id) <> ${me}`,
    `NOT EXISTS (SELECT FROM approval a WHERE a.withdrawal = w.id AND a.destination_version = w.destination_version AND lower(a.admin_id) = ${me})`,
    "NOT EXISTS (SELECT FROM held_decision d WHERE d.withdrawal = w.id)",
    ...(barredCreators.length > 0 ? [`w.creator_id <> ALL (${value(barredCreators)}::text[])`] : []),
  ];
}

/** In the names of creators: reads the rows of the other filters in their order until the page is full. */
function search({ query }: QueueFilter, value: (one: unknown) => string): string[] {
  if (query === undefined) return [];
  const part = value(`%${query.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
  return [
    `(lower(w.creator_name) LIKE ${part} OR lower(w.creator_email) LIKE ${part} OR lower(w.creator_id) LIKE ${part})`,
  ];
}
