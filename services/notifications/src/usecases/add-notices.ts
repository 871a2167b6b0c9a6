import type { Addressed, Kind, Params } from "../domain/kind.ts";
import { isOld, plan } from "../domain/plan.ts";
import type { AddedNotification, NewNotification } from "../ports/notifications.ts";
import type { Transaction } from "../ports/store.ts";
import { inboxChanged } from "./inbox-changed.ts";

/** Nobody says that an admin has left: those who were not seen for longer receive nothing more. */
export const ADMIN_SEEN_DAYS = 7;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Notice extends Addressed<Params> {
  kind: Kind;
}

export interface Notices {
  /** The event's id, or another key of what happened: each kind is made once of it for each person. */
  eventId: string;
  /** When it happened. */
  at: Date;
  now: Date;
  notices: readonly Notice[];
}

/**
 * Writes notifications in the caller's transaction, with deliveries and the news for open pages. After the
 * commit, wake the relay and the senders.
 */
export async function addNotices(tx: Transaction, request: Notices): Promise<AddedNotification[]> {
  const people = await peopleOf(tx, request);
  if (people.length === 0) return [];
  const userIds = [...new Set(people.map(({ userId }) => userId))].toSorted();
  await tx.notifications.lockInboxes(userIds);
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

/** Without what an event with a newer version of the account has superseded. */
async function peopleOf(tx: Transaction, { notices, now }: Notices): Promise<Person[]> {
  const isForAdmins = notices.some(({ to }) => "role" in to);
  const since = new Date(now.getTime() - ADMIN_SEEN_DAYS * DAY_MS);
  const admins = isForAdmins ? await tx.recipients.admins(since) : [];
  const people: Person[] = [];
  for (const { kind, to, params, version } of notices)
    for (const userId of "user" in to ? [to.user] : admins)
      if (version === undefined || (await tx.notifications.advance(userId, kind.name, version)))
        people.push({ userId, kind, params });
  return people;
}

async function planned(
  tx: Transaction,
  { eventId, at, now }: Notices,
  people: readonly Person[],
  userIds: readonly string[],
): Promise<NewNotification[]> {
  const recipients = new Map((await tx.recipients.byIds(userIds)).map((one) => [one.userId, one]));
  const announced = await announcedInHour(tx, people, userIds, now);
  return people.flatMap(({ userId, kind, params }) => {
    const recipient = recipients.get(userId);
    const count = announced.get(kind)?.get(userId) ?? 0;
    const old = isOld(kind, { at, now });
    // Old news is announced to nobody, so it leaves the bound to what is fresh.
    const bounded = !old && kind.bound !== undefined && count >= kind.bound.perHour;
    if (recipient === undefined || (bounded && kind.bound?.rest === "nothing")) return [];
    const planned = plan(kind, recipient, { now, at, bounded });
    const isAnnounced = !bounded && !old;
    return [{ ...planned, eventId, userId, kind: kind.name, params, isAnnounced }];
  });
}

async function announcedInHour(
  tx: Transaction,
  people: readonly Person[],
  userIds: readonly string[],
  now: Date,
): Promise<Map<Kind, ReadonlyMap<string, number>>> {
  const since = new Date(now.getTime() - HOUR_MS);
  const announced = new Map<Kind, ReadonlyMap<string, number>>();
  for (const kind of new Set(people.map((person) => person.kind)))
    if (kind.bound !== undefined)
      announced.set(kind, await tx.notifications.announcedSince(kind.name, userIds, since));
  return announced;
}
