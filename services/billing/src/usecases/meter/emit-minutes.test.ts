import { newUuid } from "@metercast/contracts";
import { expect, it } from "vitest";
import { activeSession, MINUTE, START, UNCOUNTED } from "../../../test/fixtures.ts";
import type { MeterStore } from "../../ports.ts";
import { MAX_BATCH_LINES } from "./due-batch.ts";
import { emitMinutes } from "./emit-minutes.ts";
import { keyOf, Meter, partitionOfKey } from "./meter.ts";
import { MOST_LINES } from "./under-way.ts";

it("where the wallet does not answer, minutes wait in the meter once enough are under way, and go on as answers come", async () => {
  const clock = { now: () => START + MINUTE, monotonic: () => 1_000, sleep: async () => undefined };
  const meter = new Meter({ lostAfterMs: 90_000 }, clock, UNCOUNTED);
  const streamId = newUuid(START);
  for (let i = 0; i < MOST_LINES + MAX_BATCH_LINES + 1; i++) {
    const row = activeSession({ streamId, lastSeenAt: START + MINUTE });
    meter.hold(partitionOfKey(keyOf(row.id)), { presence: START, results: START });
    meter.know(row);
  }
  // Every commit succeeds, and no stream has ended.
  const store = { emit: async () => new Map() } as unknown as MeterStore;
  const relay = { wake: () => undefined };
  const emit = emitMinutes({ meter, store, relay, clock, metrics: UNCOUNTED, replica: "r" });
  let sent = 0;
  for (let lines = await emit(); lines > 0; lines = await emit()) sent += lines;
  expect(sent).toBe(MOST_LINES);
  expect(meter.ready.size).toBe(MAX_BATCH_LINES + 1);

  meter.underWay.answered(1);
  expect(await emit()).toBe(MAX_BATCH_LINES);
  expect(await emit()).toBe(0);
  meter.underWay.answered(MAX_BATCH_LINES);
  expect(await emit()).toBe(1);
  expect(meter.ready.size).toBe(0);
});
