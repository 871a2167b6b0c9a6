import { newUuid, uuidFromBytes } from "@metercast/contracts";
import type { MinutesDue } from "@metercast/contracts/billing/v1/events.ts";
import type { PresenceSeen } from "@metercast/contracts/gateway/v1/events.ts";
import type { MeterStore } from "../../services/billing/src/ports.ts";
import { emitMinutes } from "../../services/billing/src/usecases/meter/emit-minutes.ts";
import { Meter } from "../../services/billing/src/usecases/meter/meter.ts";
import { readSightings } from "../../services/billing/src/usecases/meter/read-sightings.ts";
import { activeSession, UNCOUNTED } from "../../services/billing/test/fixtures.ts";
import { sessionIdsFrom, shuffle } from "./audience.ts";
import { seededRandom } from "./numbers.ts";

const START = Date.UTC(2026, 10, 24);
const MINUTE_MS = 60_000;
const ROUND_MS = MINUTE_MS / 4;
/** Sightings of a message, as the gateway packs them. */
const PER_MESSAGE = 1_000;
/** Enough minutes for a stable figure also with few sessions. */
const LEAST_MINUTES = 400_000;
const STREAMS = 10_000;

/**
 * Microseconds of processor that billing's meter takes for a viewer-minute, alone in this process: four sightings read, the minute put into a batch, the
 * answer taken in, and its share of the sweep. Nothing is sent or stored.
 */
export async function meterCost(sessions: number): Promise<number> {
  const time = { now: START };
  const clock = { now: () => time.now, monotonic: () => time.now - START, sleep: async () => undefined };
  const meter = new Meter({ lostAfterMs: 45_000 }, clock, UNCOUNTED);
  const ids = sessionIdsFrom(sessions, () => START, seededRandom(3));
  open(meter, ids);
  let sent: MinutesDue | undefined;
  const store = {
    emit: async (_owner: string, _partitions: unknown, _streams: unknown, due: MinutesDue) => {
      sent = due;
      return new Map();
    },
  } as unknown as MeterStore;
  const deps = {
    meter,
    store,
    clock,
    metrics: UNCOUNTED,
    relay: { wake: () => undefined },
    replica: "bench",
  };
  const [read, emit] = [readSightings(deps), emitMinutes(deps)];
  const messages = pack(ids);

  const round = async () => {
    time.now += ROUND_MS;
    const at = time.now;
    for (const message of messages)
      await read({ message: { ...message, baseMs: BigInt(at) }, trace: {}, at });
    for (let sweep = 0; sweep < sweepsIn(ROUND_MS, sessions); sweep++) for (const _ of meter.sweep(() => 0));
    while ((await emit()) > 0)
      for (const [i, minute] of sent!.minutes.entries())
        meter.answer(
          {
            key: sent!.sessionIds.toString("latin1", i * 16, i * 16 + 16),
            minute,
            outcome: "paid",
            available: 1_000,
          },
          at,
        );
  };
  const rounds = (minutes: number) => Array.from({ length: (minutes * MINUTE_MS) / ROUND_MS });
  // The first minutes warm up.
  for (const _ of rounds(2)) await round();
  const minutes = Math.max(2, Math.ceil(LEAST_MINUTES / sessions));
  const before = process.cpuUsage();
  for (const _ of rounds(minutes)) await round();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (minutes * sessions);
}

/** As the meter runs: once a second, and at most 200,000 sessions a second. */
const sweepsIn = (ms: number, sessions: number) => Math.round(ms / Math.max(1_000, sessions / 200));

function open(meter: Meter, ids: Buffer): void {
  for (let partition = 0; partition < 16; partition++) {
    meter.hold(partition, { presence: 0, results: 0 });
    Object.assign(meter.held.get(partition)!, { loaded: true, presence: true, results: true });
  }
  const streams = Array.from({ length: STREAMS }, () => newUuid(START));
  for (let i = 0; i < ids.length / 16; i++)
    meter.know(
      activeSession({
        id: uuidFromBytes(ids, i * 16),
        streamId: streams[i % STREAMS]!,
        sequence: i,
        minuteMs: MINUTE_MS,
        viewerAccount: i + 1,
        startedAt: START,
        lastSeenAt: START,
      }),
    );
}

/** Everybody's sightings, in an order that has nothing to do with that of their joining. */
function pack(ids: Buffer): Omit<PresenceSeen, "baseMs">[] {
  const order = Uint32Array.from({ length: ids.length / 16 }, (_, i) => i);
  shuffle(order, seededRandom(4));
  return Array.from({ length: Math.ceil(order.length / PER_MESSAGE) }, (_, m) => {
    const places = order.subarray(m * PER_MESSAGE, (m + 1) * PER_MESSAGE);
    return {
      sessionIds: Buffer.concat(Array.from(places, (i) => ids.subarray(i * 16, i * 16 + 16))),
      offsetsMs: Array.from(places, () => 0),
      sources: Buffer.alloc(places.length, 1),
    };
  });
}
