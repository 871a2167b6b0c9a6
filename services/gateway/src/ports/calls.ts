export interface CallOptions {
  /** Default: the configured deadline. */
  deadlineMs?: number;
}

export interface PageRequest {
  limit: number;
  /** As the page before gave it; undefined for the first page. */
  cursor: string | undefined;
}

export interface Page<T> {
  items: T[];
  /** Undefined on the last page. */
  nextCursor: string | undefined;
}

/** An event as its sender signed it. */
export interface SignedEvent {
  payload: Buffer;
  signature: string;
}
