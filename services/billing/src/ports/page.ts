/** A page of a list: at most `limit` rows after `cursor`. */
export interface Page {
  limit: number;
  cursor: string;
}

export interface Paged<T> {
  items: T[];
  /** Empty on the last page. */
  nextCursor: string;
}
