/**
 * Whose pages use a group of texts. Those "for all" and of a role load before the first page of its area;
 * those of "person" (pages of every role), "creator-pages" and "admin-pages" before these other pages; those
 * of "search" with the search's code.
 */
export type Audience =
  | "all"
  | "person"
  | "search"
  | "viewer"
  | "creator"
  | "creator-pages"
  | "admin"
  | "admin-pages";

/** A group that is named here or begins with its audience's name loads with that area; any other for all. */
const AUDIENCES: Record<string, Audience> = {
  inbox: "person",
  push: "person",
  search: "search",
  statement: "person",
  payouts: "creator-pages",
  "admin-cases": "admin-pages",
  "admin-decisions": "admin-pages",
  "admin-money": "admin-pages",
  "admin-overview": "admin-pages",
  "admin-payouts": "admin-pages",
  "admin-people": "admin-pages",
  "admin-records": "admin-pages",
  "admin-webhooks": "admin-pages",
};
const FIRST_WORD = /^(viewer|creator|admin)(?=-|$)/;

export const audienceOf = (group: string): Audience =>
  AUDIENCES[group] ?? (FIRST_WORD.exec(group)?.[0] as Audience | undefined) ?? "all";
