/**
 * Whose pages use a group of texts. Texts "for all" load before the first page of anybody; those of
 * "admin-pages" before the admins' pages other than the queue.
 */
export type Audience = "all" | "viewer" | "creator" | "admin" | "admin-pages";

/** A group that is named here or begins with its audience's name loads with that area; any other for all. */
const AUDIENCES: Record<string, Audience> = {
  payouts: "creator",
  "admin-cases": "admin-pages",
  "admin-money": "admin-pages",
  "admin-overview": "admin-pages",
  "admin-payouts": "admin-pages",
  "admin-records": "admin-pages",
  "admin-webhooks": "admin-pages",
};
const FIRST_WORD = /^(viewer|creator|admin)(?=-|$)/;

export const audienceOf = (group: string): Audience =>
  AUDIENCES[group] ?? (FIRST_WORD.exec(group)?.[0] as Audience | undefined) ?? "all";
