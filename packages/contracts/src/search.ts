import type { SearchHit } from "../generated/common/v1/search.ts";
import { type IdKind, publicId, uuidRangeOf } from "./ids.ts";

/** A found row, as each service's search selects it. */
export interface FoundRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  /** The public id; empty if there is none. */
  parent_id: string;
}

/** Short public names of kinds. */
const NAMES: Partial<Record<IdKind, string>> = {
  attempt: "payout_attempt",
  payoutMethod: "payout_method",
  topUp: "top_up",
};

/** A search hit from a found row. */
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

/** The kinds for which a query is an id, or the beginning of one: ids from `from` to `to`, inclusive. */
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
