import { execute, one, rows } from "@metercast/postgres";
import type { InboxItem, InboxReads, InboxWrites } from "../../ports/inbox.ts";
import type { Connection } from "./database.ts";
import * as sql from "./inbox.queries.ts";

export const inboxReads = (connection: Connection): InboxReads => ({
  async list(query) {
    return (await rows(connection, sql.listInbox, { ...query, before: query.before ?? null })).map(toItem);
  },
  async state(userId) {
    const row = await connection.inboxState.findUnique({ where: { userId } });
    return { unread: row?.unread ?? 0, version: row?.version ?? 0n };
  },
});

export const inboxWrites = (tx: Connection): InboxWrites => ({
  async lockState(userId) {
    await rows(tx, sql.lockInbox, { userId });
    return inboxReads(tx).state(userId);
  },
  async change(userId, by) {
    const state = await one(tx, sql.changeInbox, { userId, by });
    if (!state) throw new Error("an upsert without a row");
    return state;
  },
  async lock(userId, id) {
    const row = await one(tx, sql.lockItem, { userId, id });
    return row && toItem(row);
  },
  async mark(id, { readAt, archivedAt = null }: { readAt: Date; archivedAt?: Date | null }) {
    const row = await one(tx, sql.markItem, { id, readAt, archivedAt });
    if (!row) throw new Error("the locked item is gone");
    return toItem(row);
  },
  markAll: (userId, upTo, readAt) => execute(tx, sql.markAllRead, { userId, upTo, readAt }),
});

const toItem = ({ readAt, archivedAt, ...row }: sql.ListInboxRow): InboxItem => ({
  ...row,
  readAt: readAt ?? undefined,
  archivedAt: archivedAt ?? undefined,
});
