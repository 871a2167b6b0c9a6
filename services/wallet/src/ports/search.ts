/** Finds what an id, or its beginning, names in the books. */
export interface Search {
  find(query: string): Promise<SearchHit[]>;
}

export interface SearchHit {
  kind: string;
  /** As clients write it. */
  id: string;
  /** Its owner; empty where it has none. */
  userId: string;
  /** A few words for people. */
  summary: string;
  createdAt: Date | undefined;
  /** The id of the object that shows it; empty where it shows itself. */
  parentId: string;
}
