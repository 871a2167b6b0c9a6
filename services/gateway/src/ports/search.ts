import type { CallOptions } from "./calls.ts";

export interface SearchHit {
  kind: string;
  id: string;
  userId: string | undefined;
  summary: string;
  createdAt: Date | undefined;
  /** What it is part of, or about. */
  parentId: string | undefined;
}

/** Finds what an id names among the objects of one service. */
export interface Search {
  search(query: string, options?: CallOptions): Promise<SearchHit[]>;
}
