import { localMinute, localTime } from "@metercast/calendar";
import type { Kind } from "./kind.ts";
import { ALWAYS_ON, type Channel, type QuietHours, type Switch } from "./preferences.ts";
import type { Recipient } from "./recipient.ts";

export interface PlannedDelivery {
  channel: "email" | "push";
  /** The subscription's id for a push; empty for a mail. */
  target: string;
  template: string;
  /** Deliveries with the same text leave in one mail; empty: one of its own. */
  digest: string;
  dueAt: Date;
}

export interface Plan {
  inInbox: boolean;
  deliveries: PlannedDelivery[];
}

export interface PlanFacts {
  now: Date;
  /** When the event happened. */
  at: Date;
  /** The kind's bound an hour is reached: inbox only. */
  bounded: boolean;
}

/** The template of a notification's own mail or push. */
const TEMPLATE = "notification";
const DIGEST_MINUTE = 8 * 60;
/** After an outage of days, or at the first start, older news is for the inbox only, except security. */
const OLD_NEWS_HOURS = 24;

/** Where a notification goes and when. */
export function plan(kind: Kind, recipient: Recipient, facts: PlanFacts): Plan {
  const { now, bounded } = facts;
  const on = (channel: Channel) =>
    kind.channels.includes(channel) && isOn(recipient, `${kind.class}:${channel}`);
  const inInbox = on("in_app");
  if (bounded || isOld(kind, facts)) return { inInbox, deliveries: [] };
  const deliveries: PlannedDelivery[] = [];
  if (on("email") && mayMail(kind, recipient)) deliveries.push(mailOf(kind, recipient, now));
  if (on("push"))
    for (const target of recipient.subscriptions)
      deliveries.push({
        channel: "push",
        target,
        template: TEMPLATE,
        digest: "",
        dueAt: kind.class === "security" ? now : afterQuiet(recipient, now),
      });
  return { inInbox, deliveries };
}

/** A person should learn late of a change to their account rather than never. */
export const isOld = (kind: Kind, { at, now }: Pick<PlanFacts, "at" | "now">): boolean =>
  kind.class !== "security" && now.getTime() - at.getTime() > OLD_NEWS_HOURS * 3_600_000;

const isOn = ({ off }: Pick<Recipient, "off">, name: Switch): boolean =>
  ALWAYS_ON.includes(name) || !off.includes(name);

/** Security mail also goes to an address that nobody has confirmed: its owner should learn of it. */
function mayMail({ class: kindClass }: Kind, { email }: Recipient): boolean {
  return email === "confirmed" || (kindClass === "security" && email === "unconfirmed");
}

function mailOf(kind: Kind, recipient: Recipient, now: Date): PlannedDelivery {
  const mail = { channel: "email", target: "", template: TEMPLATE } as const;
  if (kind.class === "security") return { ...mail, digest: "", dueAt: now };
  if (recipient.digest === "off") return { ...mail, digest: "", dueAt: afterQuiet(recipient, now) };
  const morning = nextMorning(recipient, now);
  return {
    ...mail,
    digest: `daily:${localTime(morning, recipient.zone).day}`,
    dueAt: afterQuiet(recipient, morning),
  };
}

/** The next 08:00 in the person's zone. */
function nextMorning({ zone }: Recipient, now: Date): Date {
  const today = localMinute(now, zone, 0, DIGEST_MINUTE);
  return today > now ? today : localMinute(now, zone, 1, DIGEST_MINUTE);
}

/** The time itself, or the end of the quiet hours that it is in. */
export function afterQuiet({ zone, quietHours }: Pick<Recipient, "zone" | "quietHours">, at: Date): Date {
  if (quietHours === undefined) return at;
  const { minute } = localTime(at, zone);
  if (!isQuiet(quietHours, minute)) return at;
  const { to } = quietHours;
  return localMinute(at, zone, minute < to ? 0 : 1, to);
}

const isQuiet = ({ from, to }: QuietHours, minute: number): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to;
