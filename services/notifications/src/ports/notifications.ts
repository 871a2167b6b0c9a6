import type { Params } from "../domain/kind.ts";
import type { Plan } from "../domain/plan.ts";
import type { InboxState } from "./inbox.ts";

export interface NewNotification extends Plan {
  eventId: string;
  userId: string;
  kind: string;
  params: Params;
  /** False: it was old or the bound of the kind was reached, so only the inbox has it. */
  isAnnounced: boolean;
}

export interface AddedNotification {
  id: string;
  userId: string;
  inInbox: boolean;
  deliveries: number;
}

export type ChangedInbox = InboxState & { userId: string };

export interface NotificationWrites {
  /** Locks the inboxes of these people until the end of the transaction; creates missing ones. */
  lockInboxes(userIds: readonly string[]): Promise<void>;
  /** How many of a kind were announced to each person since then. Zero has no entry. */
  announcedSince(kind: string, userIds: readonly string[], since: Date): Promise<Map<string, number>>;
  /** Writes notifications with their deliveries. Skips those that exist: (event, person, kind) is unique. */
  add(rows: readonly NewNotification[], now: Date): Promise<AddedNotification[]>;
  /** True where this version of the person's account is newer than what is known for the kind. */
  advance(userId: string, kind: string, version: bigint): Promise<boolean>;
  /** Some that were made before. */
  old(before: Date): Promise<{ id: string; userId: string }[]>;
  /** With their deliveries. Gives the inboxes whose unread count changed. */
  delete(ids: readonly string[]): Promise<ChangedInbox[]>;
  /** Adds to the unread count of each inbox, once for each time that an id is named. */
  countUnread(userIds: readonly string[]): Promise<ChangedInbox[]>;
}
