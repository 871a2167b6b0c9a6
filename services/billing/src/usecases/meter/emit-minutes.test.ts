import { newUuid } from "@metercast/contracts";
import { expect, it } from "vitest";
import { activeSession, MINUTE, START, UNCOUNTED } from "../../../test/fixtures.ts";
import { MAX_BATCH_MINUTES } from "../../domain/due-batch.ts";
import { shardOf } from "../../domain/shard.ts";
import { emitMinutes } from "./emit-minutes.ts";
import { Meter } from "./meter.ts";
import { MOST_MINUTES } from "./under-way.ts";

it("minutes wait in the meter once enough are under way, and continue as answers come", async () => {
  const clock = { now: () => START + MINUTE, monotonic: () => 1_000, sleep: async () => undefined };
  const meter = new Meter({ lostAfterMs: 90_000 }, clock, UNCOUNTED);
  const streamId = newUuid(START);
  for (let i = 0; i < MOST_MINUTES + MAX_BATCH_MINUTES + 1; i++) {
    const row = activeSession({ streamId, lastSeenAt: START + MINUTE });
    meter.addShard(shardOf(row.id), { presence: START, results: START });
    meter.know(row);
  }
  // Every commit succeeds, and no stream has ended.
  const outbox = { append: async () => new Map() };
  const relay = { wake: () => undefined };
  const emit = () => emitMinutes({ meter, outbox, relay, clock, replica: "r" });
  let sent = 0;
  for (let minutes = await emit(); minutes > 0; minutes = await emit()) sent += minutes;
  expect(sent).toBe(MOST_MINUTES);
  expect(meter.due.size).toBe(MAX_BATCH_MINUTES + 1);

  meter.underWay.answered(1);
  expect(await emit()).toBe(MAX_BATCH_MINUTES);
  expect(await emit()).toBe(0);
  meter.underWay.answered(MAX_BATCH_MINUTES);
  expect(await emit()).toBe(1);
  expect(meter.due.size).toBe(0);
});
