import { randomUUID } from "node:crypto";
import { type EventMessage, type EventType, encodeEvent } from "@metercast/contracts";
import { withClient } from "@metercast/provision";
import { createTestDatabase } from "@metercast/testkit";
import { openDatabase } from "../src/adapters/postgres/database.ts";
import { postgresStore } from "../src/adapters/postgres/store.ts";
import type { SourceEvent } from "../src/domain/event.ts";
import { type NotifyPorts, notify } from "../src/usecases/notify.ts";

export const HOUR_MS = 3_600_000;

/** The use cases on a database of their own, with a clock that the test sets; no broker. */
export async function startNotifyStage(start: string) {
  const test = await createTestDatabase();
  const database = openDatabase(test.urls.notifications ?? "", 4);
  let nowMs = Date.parse(start);
  const ports: NotifyPorts & { store: ReturnType<typeof postgresStore> } = {
    store: postgresStore(database, { email: true }),
    clock: { now: () => nowMs, monotonic: () => nowMs, sleep: async () => undefined },
    relay: { wake() {} },
    senders: [],
    settings: { largeWithdrawalCents: 100_000n },
  };
  const query = <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
    withClient(test.adminUrl, async (client) => {
      await client.query("SET search_path = notifications");
      return (await client.query(sql, parameters)).rows;
    });
  return {
    ports,
    query,
    now: () => new Date(nowMs),
    setTime(time: string) {
      nowMs = Date.parse(time);
    },
    passHours(hours: number) {
      nowMs += hours * HOUR_MS;
    },
    /** Handles an event as its consumer does. */
    async happen<T extends EventType>(
      type: T,
      message: EventMessage<T>,
      { id = randomUUID() as string, at = new Date(nowMs) } = {},
    ): Promise<void> {
      const event = { id, type, message, payload: encodeEvent(type, message).payload, at } as SourceEvent;
      await notify(ports, { consumer: `notifications-${type}`, event });
    },
    /** A person with a confirmed address. */
    async person(userId: string, { roles = [] as string[], seenDaysAgo = 0, zone = "UTC", off = "{}" } = {}) {
      const seen = new Date(nowMs - seenDaysAgo * 24 * HOUR_MS);
      await query("INSERT INTO person (user_id, roles, seen_at) VALUES ($1, $2, $3)", [userId, roles, seen]);
      await query(
        "INSERT INTO email_address (user_id, address, state, updated_at) VALUES ($1, $1 || '@example.com', 'confirmed', now())",
        [userId],
      );
      await query("INSERT INTO preference (user_id, zone, off, updated_at) VALUES ($1, $2, $3, now())", [
        userId,
        zone,
        off,
      ]);
    },
    notificationsOf: (userId: string) =>
      query<{ kind: string; params: Record<string, unknown> }>(
        "SELECT kind, params FROM notification WHERE user_id = $1 ORDER BY id",
        [userId],
      ),
    kindsOf: async (userId: string) =>
      (
        await query<{ kind: string }>("SELECT kind FROM notification WHERE user_id = $1 ORDER BY id", [
          userId,
        ])
      ).map(({ kind }) => kind),
    mailsOf: async (userId: string) =>
      (
        await query<{ n: number }>("SELECT count(*)::integer AS n FROM delivery WHERE user_id = $1", [userId])
      )[0]?.n,
    unreadOf: async (userId: string) =>
      (await query<{ unread: number }>("SELECT unread FROM inbox_state WHERE user_id = $1", [userId]))[0]
        ?.unread,
    async stop() {
      await database.$disconnect();
      await test.drop();
    },
  };
}

export type NotifyStage = Awaited<ReturnType<typeof startNotifyStage>>;
