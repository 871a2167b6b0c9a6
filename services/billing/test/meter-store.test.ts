import { newUuid } from "@metercast/contracts";
import { createTestDatabase, type TestDatabase, withClient } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Database, openDatabase } from "../src/adapters/postgres/database.ts";
import { meterStore } from "../src/adapters/postgres/meter-store.ts";
import { partitionOf } from "../src/domain/partition.ts";
import { LeaseLost, type MeterStore } from "../src/ports.ts";

let test: TestDatabase;
let database: Database;
let store: MeterStore;
beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.urls.billing ?? "", 2);
  store = meterStore(database, () => {
    throw new Error("nothing ends here");
  });
});
afterAll(async () => {
  await database?.$disconnect();
  await test?.drop();
});

const rowsOf = (sql: string) => withClient(test.adminUrl, async (client) => (await client.query(sql)).rows);

it("a replica that lost its lease can write nothing any more: no due minutes, no end, no state, no checkpoint", async () => {
  const [before, after] = [newUuid(Date.now()), newUuid(Date.now())];
  const partitions = (await store.claim(before, "127.0.0.1:1", 16)).map(({ partition }) => partition);
  expect(partitions).toHaveLength(16);
  await withClient(test.adminUrl, (client) =>
    client.query("UPDATE billing.meter_partition SET lease_until = now() - interval '1 second'"),
  );
  expect(await store.claim(after, "127.0.0.1:2", 16)).toHaveLength(16);

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
  const due = {
    terms: [],
    sessionIds: Buffer.alloc(16),
    minutes: [1],
    viewerAccounts: [1n],
    termIndexes: [0],
  };
  const writes = {
    emit: (owner: string) => store.emit(owner, [partitionOf(id)], [], due),
    end: (owner: string) =>
      store.end(owner, [{ ...row, endedAt: Date.now(), endReason: "left", silentMs: 0 }]),
    flush: (owner: string) => store.flush(owner, [row]),
    checkpoint: (owner: string) =>
      store.checkpoint(owner, [partitionOf(id)], {
        presence: Date.now() + 60_000,
        results: Date.now() + 60_000,
      }),
  };
  const state = async () => [
    await rowsOf("SELECT id FROM billing.outbox"),
    await rowsOf("SELECT * FROM billing.meter_partition ORDER BY partition"),
  ];
  const untouched = await state();
  for (const write of Object.values(writes)) await expect(write(before)).rejects.toThrow(LeaseLost);
  expect(await state()).toEqual(untouched);
  // The same, said by the one who holds it.
  for (const write of Object.values(writes)) await write(after);
  expect(await state()).not.toEqual(untouched);
  expect((await rowsOf("SELECT id FROM billing.outbox")).length).toBe(1);
});
