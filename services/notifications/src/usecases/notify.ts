import type { Clock } from "@metercast/runtime";
import { failpoint, type Wakeable } from "@metercast/runtime";
import type { SourceEvent } from "../domain/event.ts";
import type { Addressed, Facts, Kind, KindSettings, Params } from "../domain/kind.ts";
import { KINDS } from "../domain/kinds/index.ts";
import { plan } from "../domain/plan.ts";
import type { AddedNotification, NewNotification } from "../ports/notifications.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { inboxChanged } from "./inbox-changed.ts";

export interface NotifyPorts {
  store: Store;
  clock: Clock;
  settings: KindSettings;
  relay: Wakeable;
  /** Jobs that send what was written. */
  senders: readonly Wakeable[];
}

export interface NotifyRequest {
  consumer: string;
  event: SourceEvent;
}

/**
 * Handles one event: notifications with their deliveries, and webhook messages, in one transaction. An
 * event that was handled before changes nothing.
 */
export async function notify(ports: NotifyPorts, { consumer, event }: NotifyRequest): Promise<void> {
  const { store, clock, settings, relay, senders } = ports;
  const now = new Date(clock.now());
  const written = await store.transaction(async (tx) => {
    if (!(await tx.isFirst({ consumer, id: event.id }))) return { added: 0, deliveries: 0 };
    const webhooks = await tx.webhooks.fanOut(event);
    const notices = KINDS.flatMap((kind) =>
      follow(kind, event, { at: event.at, settings }).map((addressed) => ({ kind, ...addressed })),
    );
    const added = await addNotices(tx, { eventId: event.id, at: event.at, now, notices });
    return {
      added: added.length,
      deliveries: webhooks + added.reduce((sum, { deliveries }) => sum + deliveries, 0),
    };
  });
  failpoint("notifications.committed");
  if (written.added > 0) relay.wake();
  if (written.deliveries > 0) for (const sender of senders) sender.wake();
}

function follow(kind: Kind, event: SourceEvent, facts: Facts): readonly Addressed<Params>[] {
  const rule = kind.follows[event.type] as
    | ((message: unknown, facts: Facts) => readonly Addressed<Params>[])
    | undefined;
  return rule?.(event.message, facts) ?? [];
}

/** Admins who were not seen for longer have probably left. */
const ADMIN_SEEN_DAYS = 90;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Notice extends Addressed<Params> {
  kind: Kind;
}

export interface Notices {
  /** The event's id, or another key of what happened: it makes a notification once. */
  eventId: string;
  /** When it happened. */
  at: Date;
  now: Date;
  notices: readonly Notice[];
}

/** Writes notifications in the caller's transaction, with deliveries and the news for open pages. */
export async function addNotices(tx: Transaction, request: Notices): Promise<AddedNotification[]> {
  const people = await peopleOf(tx, request);
  if (people.length === 0) return [];
  const userIds = [...new Set(people.map(({ userId }) => userId))].toSorted();
  await tx.notifications.lockInboxes(userIds, request.now);
  const added = await tx.notifications.add(await planned(tx, request, people, userIds), request.now);
  const shown = added.filter(({ inInbox }) => inInbox);
  const states = await tx.notifications.countUnread(shown.map(({ userId }) => userId));
  await tx.append(
    states.map((state) => {
      const newest = shown.findLast(({ userId }) => userId === state.userId);
      return inboxChanged(state.userId, state, newest?.id);
    }),
  );
  return added;
}

interface Person {
  userId: string;
  kind: Kind;
  params: Params;
}

async function peopleOf(tx: Transaction, { notices, now }: Notices): Promise<Person[]> {
  const isForAdmins = notices.some(({ to }) => "role" in to);
  const since = new Date(now.getTime() - ADMIN_SEEN_DAYS * DAY_MS);
  const admins = isForAdmins ? await tx.recipients.admins(since) : [];
  return notices.flatMap(({ kind, to, params }) =>
    ("user" in to ? [to.user] : admins).map((userId) => ({ userId, kind, params })),
  );
}

async function planned(
  tx: Transaction,
  { eventId, at, now }: Notices,
  people: readonly Person[],
  userIds: readonly string[],
): Promise<NewNotification[]> {
  const recipients = new Map((await tx.recipients.byIds(userIds)).map((one) => [one.userId, one]));
  const announced = new Map<string, ReadonlyMap<string, number>>();
  for (const { name, atMostPerHour } of new Set(people.map(({ kind }) => kind))) {
    if (atMostPerHour === undefined) continue;
    const since = new Date(now.getTime() - HOUR_MS);
    announced.set(name, await tx.notifications.announcedSince(name, userIds, since));
  }
  return people.flatMap(({ userId, kind, params }) => {
    const recipient = recipients.get(userId);
    if (recipient === undefined) return [];
    const count = announced.get(kind.name)?.get(userId) ?? 0;
    const bounded = count >= (kind.atMostPerHour ?? Number.POSITIVE_INFINITY);
    return [
      {
        ...plan(kind, recipient, { now, at, bounded }),
        eventId,
        userId,
        kind: kind.name,
        params,
        isAnnounced: !bounded,
      },
    ];
  });
}
