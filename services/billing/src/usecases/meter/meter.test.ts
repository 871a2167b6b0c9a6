import { uuidToBytes } from "@metercast/contracts";
import { expect, it } from "vitest";
import { START, activeSession as session, UNCOUNTED } from "../../../test/fixtures.ts";
import type { Session } from "../../domain/session.ts";
import type { MeterStore } from "../../ports.ts";
import { logOpened } from "./hold-partitions.ts";
import { keyOf, Meter, partitionOfKey } from "./meter.ts";
import { readSightings } from "./read-sightings.ts";

const clock = { now: () => START + 1_000_000, monotonic: () => 1_000, sleep: async () => undefined };

/** A meter that holds the session's partition, loaded, with a checkpoint at START. */
function meterOf(row: Session): Meter {
  const meter = new Meter({ lostAfterMs: 45_000 }, clock, UNCOUNTED);
  const partition = partitionOfKey(keyOf(row.id));
  meter.hold(partition, { presence: START, results: START });
  meter.know(row);
  const held = meter.held.get(partition);
  if (held) held.loaded = true;
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
const sweep = (meter: Meter, readUpTo: number) => [...meter.sweep(() => readUpTo)];

it("a partition hears the log only once it is read from its checkpoint: a late sighting must not look like a gap", async () => {
  const row = session();
  const meter = meterOf(row);
  const read = readSightings({ meter, clock, store: {} as MeterStore });
  await read(seen(row, START + 900_000));
  logOpened(meter, "presence", START + 1);
  await read(seen(row, START + 900_000));
  expect(meter.ending.size).toBe(0);
  logOpened(meter, "presence", START - 60_000);
  await read(seen(row, START + 40_000));
  expect(meter.table.find(keyOf(row.id))?.lastSeenAt).toBe(START + 40_000);
});

it("nobody is silent while the end of the log is not known, or before their partition's log is read", () => {
  const row = session();
  const meter = meterOf(row);
  sweep(meter, START + 900_000);
  logOpened(meter, "presence", START);
  sweep(meter, 0);
  sweep(meter, START + 45_500);
  expect(meter.ending.size).toBe(0);
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
  expect(meter.ending.size).toBe(1);
});

it("an ended session is kept until its minutes are answered and late sightings have had their time", () => {
  const row = session({
    state: "ended",
    endedAt: START + 70_000,
    endReason: "left",
    lastSeenAt: START + 70_000,
  });
  const meter = meterOf(row);
  const known = meter.table.find(keyOf(row.id))!;
  expect(meter.isSettled(known, START + 900_000)).toBe(false);
  meter.answer({ key: keyOf(row.id), minute: 1, outcome: "paid", available: 95 }, START + 71_000);
  expect(meter.isSettled(known, START + 100_000)).toBe(false);
  expect(meter.isSettled(known, START + 900_000)).toBe(true);
});

it("a session of a partition that is not held is forgotten, and not taken in again", () => {
  const row = session();
  const meter = meterOf(row);
  meter.drop([partitionOfKey(keyOf(row.id))]);
  expect(meter.table.size).toBe(0);
  expect(meter.know(row)).toBeUndefined();
});
