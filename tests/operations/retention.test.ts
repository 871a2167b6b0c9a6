import { purge } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { withClient } from "@metercast/provision";
import { HANDLED_STRIPE_EVENTS } from "@metercast/stripe";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase as openGateway } from "../../services/gateway/src/adapters/postgres/database.ts";
import { idempotencyStore } from "../../services/gateway/src/adapters/postgres/idempotency-store.ts";
import { mediaStays } from "../../services/gateway/src/adapters/postgres/media-stays.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const as = <T>(service: string, work: (client: pg.Client) => Promise<T>) =>
  withClient(database.urls[service] as string, work);
const sqlOf = (client: pg.Client): Sql => ({
  $queryRawUnsafe: async <T>(text: string, ...values: unknown[]) =>
    (await client.query(text, values)).rows as T,
  $executeRawUnsafe: async (text, ...values) => (await client.query(text, values)).rowCount ?? 0,
});

/** An event that came so many days ago. */
const insert = (id: string, days: number, handled: boolean) =>
  `INSERT INTO stripe_event (id, type, payload, received_at, handled_at)
   VALUES ('${id}', 't', '{}', now() - interval '${days} days', ${handled ? "now()" : "NULL"})`;

describe.each(["billing", "withdrawals"])("%s", (service) => {
  it("forgets Stripe's events that were handled and are old; its role can delete no others", async () => {
    await as(service, async (client) => {
      for (const [id, days, handled] of [
        ["old", 91, true],
        ["waiting", 91, false],
        ["young", 89, true],
      ] as const)
        await client.query(insert(id, days, handled));
      expect(await purge(sqlOf(client), [HANDLED_STRIPE_EVENTS])).toBe(1);
      const { rows } = await client.query("SELECT id FROM stripe_event ORDER BY id");
      expect(rows.map(({ id }) => id)).toEqual(["waiting", "young"]);
      await client.query(insert("fresh", 1, true));
      for (const id of ["waiting", "fresh"])
        await expect(client.query(`DELETE FROM stripe_event WHERE id = '${id}'`)).rejects.toThrow(/is kept/);
    });
  });
});

it.each(["billing", "wallet", "withdrawals", "notifications"])(
  "%s forgets what was sent over 7 days ago and handled over 14 days ago, in bites, and nothing that waits",
  async (service) => {
    await as(service, async (client) => {
      await client.query(`
        INSERT INTO outbox (subject, content_type, payload, sent_at)
        SELECT 's', 't', '', CASE WHEN n <= 1500 THEN now() - interval '8 days' WHEN n <= 1510 THEN now() END FROM generate_series(1, 1515) AS n`);
      await client.query(`
        INSERT INTO inbox (consumer, message_id, received_at)
        SELECT 'c', n::text, now() - make_interval(days => CASE WHEN n <= 1200 THEN 15 ELSE 13 END) FROM generate_series(1, 1205) AS n`);
      expect(await purge(sqlOf(client))).toBe(2_700);
      const { rows } = await client.query(
        "SELECT (SELECT count(*)::int FROM outbox) AS outbox, (SELECT count(*)::int FROM inbox) AS inbox",
      );
      expect(rows[0]).toEqual({ outbox: 15, inbox: 5 });
    });
  },
);

it("the gateway forgets answers that have expired and stays that were over two days ago, in bites, and nothing younger", async () => {
  const prisma = openGateway(database.urls.gateway as string, 1);
  try {
    await prisma.$executeRawUnsafe(`
      INSERT INTO idempotency_key (subject, key, request_hash, lease_id, lease_until, expires_at)
      SELECT 'somebody', n::text, 'h', gen_random_uuid(), now(), now() + CASE WHEN n <= 1200 THEN interval '-1 hour' ELSE interval '1 hour' END
      FROM generate_series(1, 1203) AS n`);
    await prisma.$executeRawUnsafe(`
      INSERT INTO media_stay (sid, stream_id, viewer_id, joined_at, updated_at)
      SELECT n::text, 's', 'v', now(), now() - make_interval(hours => CASE WHEN n <= 1300 THEN 49 ELSE 47 END)
      FROM generate_series(1, 1304) AS n`);
    expect(await idempotencyStore(prisma, 1_000).purge()).toBe(1_200);
    expect(await mediaStays(prisma).purge()).toBe(1_300);
    expect(await prisma.idempotencyKey.count()).toBe(3);
    expect(await prisma.$queryRawUnsafe("SELECT count(*)::integer AS stays FROM media_stay")).toEqual([
      { stays: 4 },
    ]);
  } finally {
    await prisma.$disconnect();
  }
});
