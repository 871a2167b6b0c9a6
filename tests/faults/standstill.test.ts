import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replayOutbox } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { withClient } from "@metercast/provision";
import { pace, poll, startWorld, type World } from "@metercast/testkit";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ENV, expectRight, MINUTE_MS, VIEWERS, watchThrough } from "./watching.ts";

const folder = mkdtempSync(join(tmpdir(), "metercast-standstill-"));
let world: World;
beforeAll(async () => {
  world = await startWorld({ env: ENV, natsFolder: folder });
});
afterAll(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async <Row extends pg.QueryResultRow>(sql: string) =>
  withClient(world.adminUrl, async (client) => (await client.query<Row>(sql)).rows);
/** How many partitions each replica of billing meters. */
const shares = async () =>
  (
    await ask<{ n: number }>(
      "SELECT count(*)::integer AS n FROM billing.shard_lease WHERE lease_until > now() AND owner IS NOT NULL GROUP BY owner",
    )
  ).map(({ n }) => n);

it("a wallet and a billing stand still for longer than their leases and go on later: others took over, and what they still do counts for nothing", async () => {
  const watched = await watchThrough(world, async () => {
    const frozen = [await world.startAnother("wallet"), await world.startAnother("billing")];
    await poll(shares, (all) => all.length === 2 && all.every((n) => n === 8));
    await pace(MINUTE_MS);
    for (const service of frozen) service.kill("SIGSTOP");
    await poll(shares, ([n, ...others]) => n === 16 && others.length === 0);
    // The messages that the wallet had taken are another's after 5 s of silence.
    await pace(6 * MINUTE_MS);
    for (const service of frozen) service.kill("SIGCONT");
    await poll(shares, (all) => all.length === 2 && all.every((n) => n === 8));
    for (const service of frozen) await service.stop();
  });
  expectRight(watched);
  expect(watched.settled.paidMinutes).toBeGreaterThan(VIEWERS * 10);
});

it("the broker's store is put back to an older copy: what was published since is sent again from the outboxes, and books once", async () => {
  const [store, copy] = [join(folder, "jetstream"), join(folder, "copy")];
  const watched = await watchThrough(world, async () => {
    const copiedAt = new Date();
    await world.nats.stop();
    cpSync(store, copy, { recursive: true });
    await world.nats.restart();
    await pace(3 * MINUTE_MS);
    await world.nats.kill();
    rmSync(store, { recursive: true });
    cpSync(copy, store, { recursive: true });
    await world.nats.restart();
    // As docs/runbooks says it: from a little before the copy on.
    const since = new Date(copiedAt.getTime() - 5_000);
    for (const service of ["billing", "wallet", "withdrawals", "notifications"])
      await withClient(world.urls[service] as string, (client) => replayOutbox(asSql(client), since));
  });
  expectRight(watched);
  expect(watched.settled.paidMinutes).toBeGreaterThan(VIEWERS * 6);
});

const asSql = (client: pg.Client): Sql => ({
  $queryRawUnsafe: async <T>(text: string, ...values: unknown[]) =>
    (await client.query(text, values)).rows as T,
  $executeRawUnsafe: async (text, ...values) => (await client.query(text, values)).rowCount ?? 0,
});
