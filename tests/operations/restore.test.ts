import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { replayOutbox } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { withClient } from "@metercast/provision";
import { callGrpc } from "@metercast/runtime";
import {
  centsOf,
  credit,
  give,
  type Person,
  pace,
  person,
  poll,
  startWorld,
  tokensOf,
  type World,
} from "@metercast/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { restoreBackup } from "../../scripts/backup/restore.ts";
import { takeBackup } from "../../scripts/backup/take.ts";

let world: World;
let admin: Person;
let creator: Person;
let viewer: Person;
let folder: string;
let sessionId: string;
let withdrawalId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "metercast-backup-"));
  world = await startWorld({ env: { METER_MINUTE_SECONDS: "1", METER_LOST_AFTER_SECONDS: "600" } });
  admin = await person(world, "admin", "admin");
  creator = await person(world, "creator", "creator");
  viewer = await person(world, "viewer", "viewer");
  await give(admin, viewer, 100_000);
  await credit(admin, { user_id: "creator", asset: "USD", amount: "80.00" });
  await creator.post("/api/payout-methods", { body: { kind: "manual", details: "by hand" }, key: "by-hand" });
  const { body: stream } = await creator.post("/api/streams", { body: { title: "restored" } });
  sessionId = (await viewer.post(`/api/streams/${stream.id}/sessions`)).body.id;
  await watch(2);
  withdrawalId = (await creator.post("/api/withdrawals", { body: { amount: "60.00" }, key: "ask" })).body.id;
});
afterAll(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const minutesBilled = async () =>
  (await viewer.get(`/api/sessions/${sessionId}`)).body.minutes_billed as number;

/** Heartbeats until so many more minutes are paid. */
async function watch(minutes: number): Promise<void> {
  const until = (await minutesBilled()) + minutes;
  const beat = async () => {
    await viewer.post(`/api/sessions/${sessionId}/heartbeat`);
    await pace(300);
    return minutesBilled();
  };
  await poll(beat, (billed) => billed >= until);
}

const checks = async () => (await admin.get("/api/admin/integrity?run=now")).body;

/**
 * The broker takes what comes again within two minutes for a repetition. A stream created again stands for
 * the time that a real restore takes.
 */
async function makeStreamsAnew(): Promise<void> {
  const { username, password, host } = new URL(world.nats.url);
  const nats = await connect({ servers: host, user: username, pass: password });
  const manager = await jetstreamManager(nats);
  for (const stream of ["BILLING", "WITHDRAWALS"]) await manager.streams.delete(stream);
  await nats.close();
}

const replay = (service: string, since: Date) =>
  withClient(world.urls[service] as string, (client) => replayOutbox(asSql(client), since));
const asSql = (client: pg.Client): Sql => ({
  $queryRawUnsafe: async <T>(text: string, ...values: unknown[]) =>
    (await client.query(text, values)).rows as T,
  $executeRawUnsafe: async (text, ...values) => (await client.query(text, values)).rowCount ?? 0,
});

it("the ledger is put back to an older backup, the others' outboxes are replayed, and everything that was posted since is posted again: the books balance", async () => {
  const backup = join(folder, "wallet");
  const { takenAt, tables } = await takeBackup(world.adminUrl, "wallet", backup);
  expect(tables.find(({ name }) => name === "account")?.rows).toBeGreaterThanOrEqual(2);
  await watch(3);
  const approve = { body: { action: "approve" }, key: "approve" };
  expect((await admin.patch(`/api/withdrawals/${withdrawalId}`, approve)).status).toBe(200);
  const seen = () => admin.get(`/api/withdrawals/${withdrawalId}`);
  await poll(seen, ({ body }) => body.attempts[0]?.state === "sent");
  const paid = { body: { action: "mark_paid", reference: "wire 1" }, key: "paid" };
  expect((await admin.patch(`/api/withdrawals/${withdrawalId}`, paid)).status).toBe(200);
  // What waits to be decided is decided before the disaster, so that there is one right answer after it.
  const billing = callGrpc(BillingServiceService, world.service("billing").grpcAddress ?? "", {
    deadlineMs: 30_000,
  });
  const settled = async () => [await tokensOf(viewer), await centsOf(creator), await minutesBilled()].join();
  const quiet = async () => {
    const before = await settled();
    await pace(1_000);
    const { unansweredMinutes } = await billing.getIntegrity({});
    return unansweredMinutes === 0n && before === (await settled());
  };
  await poll(quiet, (same) => same);
  const before = await settled();
  billing.close();

  await world.service("wallet").stop();
  await makeStreamsAnew();
  await restoreBackup(world.adminUrl, backup);
  await world.restart("wallet", { MINUTES_CONCURRENCY: "1" });
  const lost = await settled();
  expect(lost, "the backup is older").not.toBe(before);
  // A little earlier than the backup: what was under way then.
  const since = new Date(Date.parse(takenAt) - 60_000);
  expect((await replay("billing", since)) + (await replay("withdrawals", since))).toBeGreaterThan(3);

  await poll(settled, (state) => state === before);
  const after = await poll(checks, ({ ok }) => ok === true);
  expect(after.checks.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
  await watch(1);
}, 300_000);

it("a number that was given out after the backup is never given to somebody else", async () => {
  const given = await withClient(world.adminUrl, async (client) => {
    const { rows } = await client.query<{ max: string }>("SELECT max(id) FROM wallet.account");
    return BigInt(rows[0]?.max ?? 0);
  });
  const late = await person(world, "late", "viewer");
  await give(admin, late, 10);
  const { rows } = await withClient(world.adminUrl, (client) =>
    client.query<{ id: string }>("SELECT id FROM wallet.account WHERE owner = 'late'"),
  );
  expect(BigInt(rows[0]?.id ?? 0)).toBeGreaterThan(given + 999_000n);
});

it("a backup is not restored under a running service, into another schema, or when a byte of it is wrong", async () => {
  const backup = join(folder, "withdrawals");
  await takeBackup(world.adminUrl, "withdrawals", backup);
  await expect(restoreBackup(world.adminUrl, backup)).rejects.toThrow(/withdrawals is still connected/);
  await world.service("withdrawals").stop();
  const count = () =>
    withClient(world.adminUrl, async (client) => {
      const { rows } = await client.query("SELECT id, status FROM withdrawals.withdrawal");
      return rows;
    });
  const rows = await count();
  expect(rows).toHaveLength(1);
  const file = join(backup, "manifest.json");
  const manifest = readFileSync(file, "utf8");
  writeFileSync(file, manifest.replace(/("name": "withdrawal",[\s\S]*?"sha256": ")./, "$1x"));
  await expect(restoreBackup(world.adminUrl, backup)).rejects.toThrow(/not what was backed up/);
  writeFileSync(file, manifest.replace(/"migrations": \[/, '"migrations": ["later",'));
  await expect(restoreBackup(world.adminUrl, backup)).rejects.toThrow(/bring the schema there first/);
  expect(await count()).toEqual(rows);
  writeFileSync(file, manifest);
  await restoreBackup(world.adminUrl, backup);
  expect(await count()).toEqual(rows);
});
