import { type ActKind, type ActState, type NeedsSecond, sameUser, tieOf } from "./dual-control.ts";

/** What an act does, in the terms of its kind; kept as requested. */
export type ActDetails = Readonly<Record<string, unknown>>;

/** An act of an admin that moves money or changes a rule. */
export interface Act {
  id: string;
  kind: ActKind;
  /** Whose money or rule it is: a user, or empty for the platform. */
  subject: string;
  /** The public id of the withdrawal that it is about, or empty. */
  object: string;
  cents: bigint;
  details: ActDetails;
  reason: string;
  needsSecond: NeedsSecond;
  requestedBy: string;
  requestedAt: Date;
  state: ActState;
  expiresAt: Date;
  /** The admin who confirmed or declined it, or empty. */
  decidedBy: string;
  decidedAt: Date | undefined;
  decisionNote: string;
  executedAt: Date | undefined;
  result: string;
}

export interface NewAct {
  id: string;
  kind: ActKind;
  subject: string;
  object: string;
  cents: bigint;
  details: ActDetails;
  reason: string;
  requestedBy: string;
  requestedAt: Date;
  expiresAt: Date;
  idempotencyKey: string;
}

/** Cents of the acts that one admin did alone within a day. */
export interface DaySums {
  subject: bigint;
  admin: bigint;
}

export interface ActDecision {
  state: "confirmed" | "declined";
  decidedBy: string;
  decidedAt: Date;
  decisionNote: string;
}

export interface ActQuery {
  state: ActState | undefined;
  limit: number;
  /** Those after this id (newest first). */
  after: string | undefined;
}

export const firstState = (needed: NeedsSecond): ActState => (needed === "" ? "confirmed" : "pending");

/** An act that nobody decided in time has expired, also before the job has written so. */
export const stateAt = ({ state, expiresAt }: Act, now: Date): ActState =>
  state === "pending" && expiresAt <= now ? "expired" : state;

export const isConsent = (kept: Act, actorId: string): boolean =>
  kept.state === "pending" && !sameUser(kept.requestedBy, actorId);

export interface DecisionOnAct {
  actorId: string;
  action: "confirm" | "decline";
  note: string;
}

export function isRepeated({ state, decidedBy }: Act, { actorId, action }: DecisionOnAct): boolean {
  if (decidedBy !== actorId) return false;
  return (action === "decline") === (state === "declined");
}

/** The decision to write, or why it may not be made. An admin may decline their own act. */
export function judgeDecision(
  act: Act,
  { actorId, action, note }: DecisionOnAct,
  now: Date,
): ActDecision | { refused: "over" | "requester" | "subject" } {
  if (stateAt(act, now) !== "pending") return { refused: "over" };
  const decided = { decidedBy: actorId, decidedAt: now, decisionNote: note };
  if (action === "decline") return { ...decided, state: "declined" };
  const { kind, requestedBy, subject } = act;
  const tie = tieOf(kind, actorId, { requester: [requestedBy], subject: [subject] });
  if (tie !== undefined) return { refused: tie === "requester" ? "requester" : "subject" };
  return { ...decided, state: "confirmed" };
}
