import type { SearchHit } from "../generated/common/v1/search.ts";
import { type IdKind, publicId, uuidRangeOf } from "./ids.ts";

/** A row of whatever was found, as each service's search selects it. */
export interface FoundRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  /** As the outside writes it; empty where there is none. */
  parent_id: string;
}

/** What the outside calls those whose kind has a longer name. */
const NAMES: Partial<Record<IdKind, string>> = {
  attempt: "payout_attempt",
  payoutMethod: "payout_method",
  topUp: "top_up",
};

/** A found row as every service tells it. */
export function searchHit(kind: IdKind, row: FoundRow): SearchHit {
  return {
    kind: NAMES[kind] ?? kind,
    id: publicId(kind, row.id),
    userId: row.user_id,
    summary: row.summary,
    createdAt: row.created_at,
    parentId: row.parent_id,
  };
}

/** Of which of these kinds a query is an id, or the beginning of one: ids from `from` to `to`, both included. */
export function searchedIds<Kind extends IdKind>(
  kinds: readonly Kind[],
  query: string,
): { kind: Kind; from: string; to: string } | undefined {
  for (const kind of kinds) {
    const range = uuidRangeOf(kind, query);
    if (range) return { kind, ...range };
  }
  return undefined;
}
