import type { InboxState, InboxStatus, Notification } from "../domain/notification.ts";
import type { CallOptions, Page, PageRequest } from "./calls.ts";

/** People's inboxes. `language` is an Accept-Language header; preferences come before it. */
export interface Inboxes {
  /** Newest first. */
  list(request: ListNotifications): Promise<Page<Notification> & { unread: number }>;
  unread(userId: string, options?: CallOptions): Promise<Omit<InboxState, "arrived">>;
  /** @throws not_found also where the notification is somebody else's */
  markRead(request: OwnNotification): Promise<Notification>;
  archive(request: OwnNotification): Promise<Notification>;
  /** Up to this notification. Gives the number of those that stay unread. */
  markAllRead(request: { userId: string; upTo: string }): Promise<number>;
}

export interface ListNotifications extends PageRequest {
  userId: string;
  status: InboxStatus;
  language: string;
}

export interface OwnNotification {
  userId: string;
  notificationId: string;
  language: string;
}
