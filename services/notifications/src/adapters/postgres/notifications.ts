import { execute, rows } from "@metercast/postgres";
import type {
  AddedNotification,
  ChangedInbox,
  NewNotification,
  NotificationWrites,
} from "../../ports/notifications.ts";
import type { Connection } from "./database.ts";
import * as sql from "./notifications.queries.ts";

export function notificationWrites(tx: Connection): NotificationWrites {
  return {
    async lockInboxes(userIds) {
      const locked = await rows(tx, sql.lockInboxes, { userIds });
      if (locked.length === userIds.length) return;
      await execute(tx, sql.makeInboxes, { userIds });
      await rows(tx, sql.lockInboxes, { userIds });
    },
    async announcedSince(kind, userIds, since) {
      const found = await rows(tx, sql.announcedSince, { kind, userIds, since });
      return new Map(found.map(({ user_id, count }) => [user_id, count]));
    },
    advance: async (userId, kind, version) =>
      (await execute(tx, sql.advance, { userId, kind, version })) === 1,
    add: (notifications, now) => add(tx, notifications, now),
    async countUnread(userIds) {
      if (userIds.length === 0) return [];
      return (await rows(tx, sql.countUnread, { userIds })).map(changed);
    },
    async old(before) {
      const found = await rows(tx, sql.oldNotifications, { before });
      return found.map(({ id, user_id }) => ({ id, userId: user_id }));
    },
    delete: async (ids) => (await rows(tx, sql.deleteNotifications, { ids })).map(changed),
  };
}

const changed = ({ user_id, ...state }: sql.CountUnreadRow): ChangedInbox => ({ userId: user_id, ...state });

async function add(
  tx: Connection,
  notifications: readonly NewNotification[],
  now: Date,
): Promise<AddedNotification[]> {
  const given = notifications.map(({ eventId, userId, kind, params, inInbox, isAnnounced }) => {
    return { event_id: eventId, user_id: userId, kind, params, in_inbox: inInbox, is_announced: isAnnounced };
  });
  const inserted = await rows(tx, sql.addNotifications, { rows: JSON.stringify(given), now });
  const added = inserted.map(({ id, user_id, kind, in_inbox }) => {
    const plan = notifications.find((one) => one.userId === user_id && one.kind === kind);
    return { id, userId: user_id, inInbox: in_inbox, planned: plan?.deliveries ?? [] };
  });
  const deliveries = added.flatMap(({ id, userId, planned }) =>
    planned.map(({ channel, target, template, digest, dueAt }) => {
      return { notification_id: id, user_id: userId, channel, target, template, digest, due_at: dueAt };
    }),
  );
  if (deliveries.length > 0) await execute(tx, sql.addDeliveries, { rows: JSON.stringify(deliveries), now });
  return added.map(({ planned, ...one }) => ({ ...one, deliveries: planned.length }));
}
