import { newUuid, packMinutesDue, uuidFromBytes } from "@metercast/contracts";
import type { PresenceSeen } from "@metercast/contracts/gateway/v1/events.ts";
import type { DueMinutes } from "../../services/billing/src/domain/due-batch.ts";
import { emitMinutes } from "../../services/billing/src/usecases/meter/emit-minutes.ts";
import { Meter } from "../../services/billing/src/usecases/meter/meter.ts";
import { readPresence, UnknownSessions } from "../../services/billing/src/usecases/meter/read-presence.ts";
import { applyDecision } from "../../services/billing/src/usecases/meter/read-results.ts";
import { newSweep, sweepPass } from "../../services/billing/src/usecases/meter/sweep-sessions.ts";
import { activeSession, UNCOUNTED } from "../../services/billing/test/fixtures.ts";
import { sessionIdsFrom, shuffle } from "./audience.ts";
import { seededRandom } from "./numbers.ts";

const START = Date.UTC(2026, 10, 24);
const MINUTE_MS = 60_000;
const ROUND_MS = MINUTE_MS / 4;
/** Presence reports of a message, as the gateway packs them. */
const PER_MESSAGE = 1_000;
/** Enough minutes for a stable figure with few sessions. */
const LEAST_MINUTES = 400_000;
const STREAMS = 10_000;

/**
 * Processor time of billing's meter for a viewer-minute in µs, alone in this process: it reads four
 * presence reports, adds the minute to a batch, applies the result, and runs its share of the sweep. It
 * sends and stores nothing.
 */
export async function meterCost(sessions: number): Promise<number> {
  const time = { now: START };
  const clock = { now: () => time.now, monotonic: () => time.now - START, sleep: async () => undefined };
  const meter = new Meter({ lostAfterMs: 45_000 }, clock, UNCOUNTED);
  const ids = sessionIdsFrom(sessions, () => START, seededRandom(3));
  open(meter, ids);
  let sent: DueMinutes | undefined;
  const state = () => ({ positionAt: 0, readUpTo: 0, atEndForMs: 0, backlog: 0 });
  const ports = {
    meter,
    outbox: {
      append: async (_replica: string, due: DueMinutes) => {
        // The packing is part of a minute's cost.
        packMinutesDue(due);
        sent = due;
        return new Map<string, number>();
      },
    },
    rows: { byIds: async () => [] },
    unknown: new UnknownSessions(),
    presence: { state },
    sweep: newSweep(),
    clock,
    relay: { wake: () => undefined },
    replica: "bench",
  };
  const messages = pack(ids);

  const round = async () => {
    time.now += ROUND_MS;
    const at = time.now;
    for (const message of messages)
      await readPresence(ports, { message: { ...message, baseMs: BigInt(at) }, trace: {}, at });
    for (let sweep = 0; sweep < sweepsIn(ROUND_MS, sessions); sweep++) for (const _ of sweepPass(ports));
    while ((await emitMinutes(ports)) > 0)
      for (const [i, minute] of sent!.minutes.entries())
        applyDecision(meter, { key: sent!.keys[i]!, minute, outcome: "paid", available: 1_000 }, at);
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

/** As in the meter: once a second, at most 200,000 sessions a second. */
const sweepsIn = (ms: number, sessions: number) => Math.round(ms / Math.max(1_000, sessions / 200));

function open(meter: Meter, ids: Buffer): void {
  for (let shard = 0; shard < 16; shard++) {
    meter.addShard(shard, { presence: 0, results: 0 });
    Object.assign(meter.shards.get(shard)!, { loaded: true, presence: true, results: true });
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

/** Presence reports of all sessions, in an order independent of their joining. */
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
