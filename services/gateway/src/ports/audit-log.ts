export interface AuditRecord {
  actor: string;
  action: string;
  objectType: string;
  objectId: string;
  requestId: string;
  /** JSON without secrets. */
  detail: Record<string, unknown>;
  /** A request that runs twice writes one row. */
  dedupKey: string;
}

/** An intended act, as far as it is known before: a new object has no id yet. */
export type AuditIntent = Omit<AuditRecord, "dedupKey">;

/** A record as it is in the log. */
export interface AuditRow extends Omit<AuditRecord, "dedupKey"> {
  id: bigint;
  at: Date;
}

/** Undefined: any. */
export interface AuditQuery {
  actor: string | undefined;
  action: string | undefined;
  objectId: string | undefined;
  from: Date | undefined;
  /** Exclusive. */
  to: Date | undefined;
  /** Only rows before this one. */
  before: bigint | undefined;
  limit: number;
}

export interface AuditLog {
  /** Stores an act before its effect; returns the id of the intent. */
  intend(intent: AuditIntent): Promise<string>;
  /** Replaces the intent by the row. */
  complete(intentId: string, record: AuditRecord): Promise<void>;
  /** Removes the intent: the act had no effect. */
  forget(intentId: string): Promise<void>;
  /** Turns intents that a crash left behind into rows with an unknown outcome; returns their number. */
  sweep(): Promise<number>;
  /** Newest first. */
  list(query: AuditQuery): Promise<AuditRow[]>;
  /** Rows about this object or of this request, newest first. */
  about(id: string, limit: number): Promise<AuditRow[]>;
}
