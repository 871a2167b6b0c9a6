import { uuidToBytes } from "@metercast/contracts";
import { expect, it } from "vitest";
import { START, activeSession as session, UNCOUNTED } from "../../../test/fixtures.ts";
import type { Session } from "../../domain/session.ts";
import { shardOf } from "../../domain/shard.ts";
import { logOpened } from "./lease-shards.ts";
import { Meter } from "./meter.ts";
import { readPresence, UnknownSessions } from "./read-presence.ts";
import { applyDecision } from "./read-results.ts";
import { keyOf } from "./store/keys.ts";
import { newSweep, sweepPass } from "./sweep-sessions.ts";

const clock = { now: () => START + 1_000_000, monotonic: () => 1_000, sleep: async () => undefined };

/** A meter with the session's shard, loaded, with a checkpoint at START. */
function meterOf(row: Session): Meter {
  const meter = new Meter({ lostAfterMs: 45_000 }, clock, UNCOUNTED);
  meter.addShard(shardOf(row.id), { presence: START, results: START });
  meter.know(row);
  meter.shards.get(shardOf(row.id))!.loaded = true;
  return meter;
}

const seen = (row: Session, at: number) => ({
  message: {
    sessionIds: Buffer.from(uuidToBytes(row.id)),
    baseMs: BigInt(at),
    offsetsMs: [0],
    sources: Buffer.of(1),
  },
  trace: {},
  at: START,
});
/** A pass while the log has been read up to here for a minute; 0: its end is unknown. */
function sweep(meter: Meter, readUpTo: number): void {
  const state = () => ({ positionAt: 0, readUpTo, atEndForMs: readUpTo > 0 ? 60_000 : 0, backlog: 0 });
  for (const _ of sweepPass({ meter, clock, presence: { state }, sweep: newSweep() }));
}

it("a log counts for a shard only once it is read from the checkpoint: a late report must not look like a gap", async () => {
  const row = session();
  const meter = meterOf(row);
  const rows = { byIds: async () => [] };
  const read = (message: ReturnType<typeof seen>) =>
    readPresence({ meter, clock, rows, unknown: new UnknownSessions() }, message);
  await read(seen(row, START + 900_000));
  logOpened(meter, "presence", START + 1);
  await read(seen(row, START + 900_000));
  expect(meter.ends.size).toBe(0);
  logOpened(meter, "presence", START - 60_000);
  await read(seen(row, START + 40_000));
  expect(meter.table.find(keyOf(row.id))?.lastSeenAt).toBe(START + 40_000);
});

it("no session times out while the end of the log is unknown, or before the log is read for its shard", () => {
  const row = session();
  const meter = meterOf(row);
  sweep(meter, START + 900_000);
  logOpened(meter, "presence", START);
  sweep(meter, 0);
  sweep(meter, START + 45_500);
  expect(meter.ends.size).toBe(0);
  sweep(meter, START + 47_000);
  expect(meter.table.find(keyOf(row.id))).toMatchObject({ endReason: "lost", endedAt: START });
});

it("a refusal whose end was not committed before a crash ends the session after it", () => {
  const row = session({ lastSeenAt: START + 70_000, minutesEmitted: 1, refusedMinute: 1 });
  const meter = meterOf(row);
  expect(meter.table.find(keyOf(row.id))).toMatchObject({
    endReason: "insufficient_funds",
    endedAt: START + 60_000,
  });
  expect(meter.ends.size).toBe(1);
});

it("an ended session stays in memory until its minutes are answered and late reports have had their time", () => {
  const row = session({
    state: "ended",
    endedAt: START + 70_000,
    endReason: "left",
    lastSeenAt: START + 70_000,
  });
  const meter = meterOf(row);
  const known = meter.table.find(keyOf(row.id))!;
  expect(meter.isSettled(known, START + 900_000)).toBe(false);
  applyDecision(meter, { key: keyOf(row.id), minute: 1, outcome: "paid", available: 95 }, START + 71_000);
  expect(meter.isSettled(known, START + 100_000)).toBe(false);
  expect(meter.isSettled(known, START + 900_000)).toBe(true);
});

it("the sessions of a dropped shard are forgotten, and not taken in again", () => {
  const row = session();
  const meter = meterOf(row);
  meter.dropShards([shardOf(row.id)]);
  expect(meter.table.size).toBe(0);
  expect(meter.know(row)).toBeUndefined();
});
