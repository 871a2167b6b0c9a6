/** A row of a person's inbox, in the language of its reader. */
export interface Notification {
  id: string;
  kind: string;
  /** security, money or digest. */
  kindClass: string;
  title: string;
  body: string;
  /** A path of the console. */
  link: string | undefined;
  /** What the link says. */
  action: string | undefined;
  createdAt: Date;
  readAt: Date | undefined;
  archivedAt: Date | undefined;
}

export const INBOX_STATUSES = ["all", "unread", "archived"] as const;
export type InboxStatus = (typeof INBOX_STATUSES)[number];

/** What open pages show of an inbox. */
export interface InboxState {
  unread: number;
  /** Ascends with every change of this inbox. */
  version: bigint;
  /** The notification that arrived; undefined where one was read or archived. */
  arrived: string | undefined;
}

export const NOTIFICATION_CLASSES = ["security", "money", "digest"] as const;
export const NOTIFICATION_CHANNELS = ["in_app", "email", "push"] as const;
export type NotificationSwitch =
  `${(typeof NOTIFICATION_CLASSES)[number]}:${(typeof NOTIFICATION_CHANNELS)[number]}`;
/** Nobody can switch these off. */
export const ALWAYS_ON: readonly NotificationSwitch[] = ["security:in_app", "security:email"];

export interface NotificationPreferences {
  /** Undefined: the language of the person's requests. */
  language: string | undefined;
  zone: string;
  /** Minutes of the day in the zone. */
  quietHours: { from: number; to: number } | undefined;
  digest: string;
  pushAmounts: boolean;
  off: readonly string[];
}

export interface NotificationEmail {
  address: string | undefined;
  /** none, unconfirmed, confirmed or suppressed. */
  state: string;
  reason: string | undefined;
}
