/** Whose pages use a group of texts. Texts "for all" load before the first page of anybody. */
export type Audience = "all" | "viewer" | "creator" | "admin";

/** A group that is named here or begins with its audience's name loads with that area; any other for all. */
const AUDIENCES: Record<string, Audience> = { payouts: "creator" };
const FIRST_WORD = /^(viewer|creator|admin)(?=-|$)/;

export const audienceOf = (group: string): Audience =>
  AUDIENCES[group] ?? (FIRST_WORD.exec(group)?.[0] as Audience | undefined) ?? "all";
