import type { Act, ActDecision, ActQuery, DaySums, NewAct } from "../domain/act.ts";
import type { ActKind, ActState, NeedsSecond } from "../domain/dual-control.ts";

export interface ActReads {
  find(id: string): Promise<Act | undefined>;
  list(query: ActQuery): Promise<Act[]>;
  /** A confirmed act was executed, or failed for good. Undefined where it was not confirmed. */
  finish(finished: FinishedAct): Promise<Act | undefined>;
  expire(now: Date): Promise<number>;
  /** Confirmed acts of these kinds from before then: a crash left them unexecuted. */
  leftBehind(kinds: readonly ActKind[], before: Date, limit: number): Promise<Act[]>;
}

export interface ActWrites {
  /** Acts of one admin, and acts about one subject, wait for each other until the end of the transaction. */
  lockPeople(adminId: string, subject: string): Promise<void>;
  lock(id: string): Promise<Act | undefined>;
  /** The admin's act of this key. `isSame`: it was made by the same request. */
  ofKey(act: NewAct): Promise<{ act: Act; isSame: boolean } | undefined>;
  /** Pending or confirmed, also one whose time is over. */
  openAbout(kind: ActKind, object: string): Promise<Act | undefined>;
  expireOne(id: string): Promise<void>;
  /** Of the acts that one admin did alone within 24 hours before `before`. */
  daySums(of: { subject: string; adminId: string; before: Date }): Promise<DaySums>;
  pendingCount(now: Date): Promise<number>;
  insert(act: NewAct, needsSecond: NeedsSecond, state: ActState): Promise<Act>;
  decide(id: string, decision: ActDecision): Promise<Act>;
  finish(finished: FinishedAct): Promise<Act | undefined>;
}

export interface FinishedAct {
  id: string;
  state: "executed" | "failed";
  result: string;
  now: Date;
}
