import {
  ALWAYS_ON,
  NOTIFICATION_CHANNELS,
  NOTIFICATION_CLASSES,
  type Notification,
  type NotificationPreferences,
  type NotificationSwitch,
} from "../../../domain/notification.ts";
import type { PreferencesOfPerson } from "../../../ports/notification-preferences.ts";
import { isoTime, orNull } from "./values.ts";

export const notificationView = (notification: Notification) => ({
  id: notification.id,
  kind: notification.kind,
  class: notification.kindClass,
  title: notification.title,
  body: notification.body,
  link: orNull(notification.link),
  action: orNull(notification.action),
  created_at: notification.createdAt.toISOString(),
  read_at: isoTime(notification.readAt),
  archived_at: isoTime(notification.archivedAt),
});

type ChannelSwitches = Record<(typeof NOTIFICATION_CHANNELS)[number], boolean>;
export type ClassSwitches = Record<(typeof NOTIFICATION_CLASSES)[number], ChannelSwitches>;

export function preferencesView({ preferences, email }: PreferencesOfPerson) {
  const { language = "", zone, quietHours, digest, pushAmounts, off } = preferences;
  return {
    language,
    zone,
    quiet_hours: quietHours ? { from: timeOfDay(quietHours.from), to: timeOfDay(quietHours.to) } : null,
    digest,
    push_amounts: pushAmounts,
    channels: switchesOf(off),
    email: { address: orNull(email.address), state: email.state, reason: orNull(email.reason) },
  };
}

function switchesOf(off: readonly string[]): ClassSwitches {
  const isOn = (name: NotificationSwitch) => ALWAYS_ON.includes(name) || !off.includes(name);
  const ofClass = (name: (typeof NOTIFICATION_CLASSES)[number]) =>
    Object.fromEntries(
      NOTIFICATION_CHANNELS.map((channel) => [channel, isOn(`${name}:${channel}`)]),
    ) as ChannelSwitches;
  return { security: ofClass("security"), money: ofClass("money"), digest: ofClass("digest") };
}

export interface PreferencesBody {
  language: string;
  zone: string;
  quiet_hours: { from: string; to: string } | null;
  digest: string;
  push_amounts: boolean;
  channels: ClassSwitches;
}

export function preferencesFrom(body: PreferencesBody): NotificationPreferences {
  const { language, zone, quiet_hours: quiet, digest, push_amounts: pushAmounts, channels } = body;
  return {
    language: language === "" ? undefined : language,
    zone,
    quietHours: quiet ? { from: minuteOfDay(quiet.from), to: minuteOfDay(quiet.to) } : undefined,
    digest,
    pushAmounts,
    off: NOTIFICATION_CLASSES.flatMap((name) =>
      NOTIFICATION_CHANNELS.filter((channel) => !channels[name][channel]).map(
        (channel) => `${name}:${channel}`,
      ),
    ),
  };
}

/** 1320 → "22:00" */
const timeOfDay = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

function minuteOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}
