import type { AnyEvent } from "@metercast/contracts";
import type { CaseMessage, CaseReason, CaseState, ViewerCase } from "../domain/viewer-case.ts";
import type { Page, Paged } from "./page.ts";

/** Viewers' reports of problems with charges. */
export interface ViewerCases {
  find(id: string): Promise<ViewerCase | undefined>;
  /** Oldest first; a case has a bounded number. */
  messagesOf(id: string): Promise<CaseMessage[]>;
  list(query: CaseQuery): Promise<Paged<ViewerCase>>;
  /** Cases with a refund that was begun before and not finished, oldest first. */
  begunRefunds(begunBefore: number, page: Page): Promise<Paged<ViewerCase>>;
  /** Cases in these states, counted up to `most`; `creatorId` empty: of all creators. */
  count(states: readonly CaseState[], creatorId: string, most: number): Promise<number>;
  oldestOpenAt(): Promise<number | undefined>;
  /** Tokens of a session that cases have refunded or are refunding. */
  refundedTokens(sessionId: string): Promise<number>;
  /** Empties the texts that a person wrote as a viewer. */
  eraseTexts(personId: string): Promise<void>;
  /** Runs `work` in one transaction, and again if Postgres rolls it back because of a conflict. */
  transaction<T>(work: (tx: CaseTransaction) => Promise<T>): Promise<T>;
}

/** Empty fields: any. */
export interface CaseQuery extends Page {
  states: readonly CaseState[];
  reason: CaseReason | "";
  viewerId: string;
  creatorId: string;
  streamId: string;
  sessionId: string;
  oldestFirst: boolean;
}

export interface CaseTransaction {
  append(events: readonly AnyEvent[]): Promise<void>;
  /** Serializes what one viewer opens. */
  lockViewer(viewerId: string): Promise<void>;
  /** Serializes all changes to cases about one session. */
  lockSession(sessionId: string): Promise<void>;
  find(id: string): Promise<ViewerCase | undefined>;
  /** The session's case that is open or answered. */
  openOf(sessionId: string): Promise<ViewerCase | undefined>;
  firstMessage(id: string): Promise<CaseMessage | undefined>;
  openedSince(viewerId: string, since: number): Promise<number>;
  refundedTokens(sessionId: string): Promise<number>;
  insert(opened: ViewerCase): Promise<void>;
  save(changed: ViewerCase): Promise<void>;
  /** False if the key was used before. `key` empty: each message is its own. */
  addMessage(message: CaseMessage, key: string): Promise<boolean>;
}
