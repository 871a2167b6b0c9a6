import { newUuid } from "@metercast/contracts";
import { withClient } from "@metercast/provision";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Database, openDatabase } from "../src/adapters/postgres/database.ts";
import { dueMinutesOutbox } from "../src/adapters/postgres/due-minutes-outbox.ts";
import { meteredSessions } from "../src/adapters/postgres/metered-sessions.ts";
import { sessionEnds } from "../src/adapters/postgres/session-ends.ts";
import { shardLeases } from "../src/adapters/postgres/shard-leases.ts";
import { DueBatch } from "../src/domain/due-batch.ts";
import { shardOf } from "../src/domain/shard.ts";
import { LeaseLost, type ShardLeases } from "../src/ports/shard-leases.ts";
import { keyOf } from "../src/usecases/meter/store/keys.ts";

let test: TestDatabase;
let database: Database;
let leases: ShardLeases;
beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.urls.billing ?? "", 2);
  leases = shardLeases(database);
});
afterAll(async () => {
  await database?.$disconnect();
  await test?.drop();
});

const rowsOf = (sql: string) => withClient(test.adminUrl, async (client) => (await client.query(sql)).rows);

it("a replica that lost its lease can write no due minutes, no end, no row and no checkpoint", async () => {
  const [before, after] = [newUuid(Date.now()), newUuid(Date.now())];
  expect(await leases.claim(before, "127.0.0.1:1", 16)).toHaveLength(16);
  await withClient(test.adminUrl, (client) =>
    client.query("UPDATE billing.shard_lease SET lease_until = now() - interval '1 second'"),
  );
  expect(await leases.claim(after, "127.0.0.1:2", 16)).toHaveLength(16);

  const id = newUuid(Date.now());
  const row = {
    id,
    lastSeenAt: Date.now(),
    emitted: 1,
    paid: 0,
    refusedMinute: 0,
    settled: false,
    mediaFrom: undefined,
  };
  const due = new DueBatch();
  const terms = {
    streamId: newUuid(Date.now()),
    creatorAccount: 2,
    tokensPerMinute: 5,
    creatorCentsPerMinute: 1_320,
    minuteMs: 60_000,
  };
  due.add({ key: keyOf(id), terms, viewerAccount: 1, endedAt: 0 }, 1, 1);
  const ends = sessionEnds(database, () => {
    throw new Error("nothing ends here");
  });
  const writes = {
    emit: (replica: string) => dueMinutesOutbox(database).append(replica, due),
    end: (replica: string) =>
      ends.commit(replica, [{ ...row, endedAt: Date.now(), endReason: "left", silentMs: 0 }]),
    flush: (replica: string) => meteredSessions(database).flush(replica, [row]),
    checkpoint: (replica: string) =>
      leases.checkpoint(replica, [shardOf(id)], {
        presence: Date.now() + 60_000,
        results: Date.now() + 60_000,
      }),
  };
  const state = async () => [
    await rowsOf("SELECT id FROM billing.outbox"),
    await rowsOf("SELECT * FROM billing.shard_lease ORDER BY shard"),
  ];
  const untouched = await state();
  for (const write of Object.values(writes)) await expect(write(before)).rejects.toThrow(LeaseLost);
  expect(await state()).toEqual(untouched);
  // The replica that has the lease writes all of it.
  for (const write of Object.values(writes)) await write(after);
  expect(await state()).not.toEqual(untouched);
  expect((await rowsOf("SELECT id FROM billing.outbox")).length).toBe(1);
});
