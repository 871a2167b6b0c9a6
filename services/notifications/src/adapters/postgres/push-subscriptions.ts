import { execute, one } from "@metercast/postgres";
import type { PushSubscriptionReads, PushSubscriptionWrites } from "../../ports/push-subscriptions.ts";
import type { Connection } from "./database.ts";
import * as sql from "./push-subscriptions.queries.ts";

export const pushSubscriptionReads = (connection: Connection): PushSubscriptionReads => ({
  list: (userId) => connection.pushSubscription.findMany({ where: { userId }, orderBy: { id: "desc" } }),
  find: async (id) => (await connection.pushSubscription.findUnique({ where: { id } })) ?? undefined,
  async forget(id) {
    await connection.pushSubscription.deleteMany({ where: { id } });
  },
});

export const pushSubscriptionWrites = (tx: Connection): PushSubscriptionWrites => ({
  list: pushSubscriptionReads(tx).list,
  async put(subscription) {
    const row = await one(tx, sql.putSubscription, subscription);
    if (!row) throw new Error("an upsert without a row");
    return row;
  },
  async keepNewest(userId, count) {
    await execute(tx, sql.keepNewest, { userId, count });
  },
  async delete(userId, id) {
    return (await tx.pushSubscription.deleteMany({ where: { userId, id } })).count > 0;
  },
});
