/** A row of an inbox. Its texts are rendered when it is read. */
export interface InboxItem {
  id: string;
  kind: string;
  params: unknown;
  createdAt: Date;
  readAt: Date | undefined;
  archivedAt: Date | undefined;
}

export const INBOX_STATUSES = ["all", "unread", "archived"] as const;

export interface InboxQuery {
  userId: string;
  /** `all`: what is not archived. */
  status: (typeof INBOX_STATUSES)[number];
  limit: number;
  /** Those before this id (newest first). */
  before: string | undefined;
}

export interface InboxState {
  unread: number;
  /** Ascends with every change, also beyond an erasure. */
  version: bigint;
}

export interface InboxReads {
  list(query: InboxQuery): Promise<InboxItem[]>;
  state(userId: string): Promise<InboxState>;
}

export interface InboxWrites {
  /** The state, locked until the end of the transaction. */
  lockState(userId: string): Promise<InboxState>;
  /** Locks the state and changes its number of unread notifications; gives the next version. */
  change(userId: string, by: number): Promise<InboxState>;
  /** The item, locked; undefined where the inbox of this person has none such. */
  lock(userId: string, id: string): Promise<InboxItem | undefined>;
  /** Marks an item as read, and as archived if asked. Keeps the times of an earlier mark. */
  mark(id: string, marks: { readAt: Date; archivedAt?: Date }): Promise<InboxItem>;
  /** Marks all unread items up to `upTo` as read; gives their number. */
  markAll(userId: string, upTo: string, readAt: Date): Promise<number>;
}
