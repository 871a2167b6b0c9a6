import { setTimeout as sleep } from "node:timers/promises";
import { newUuid } from "@metercast/contracts";
import type { Broker } from "@metercast/outbox";
import { presenceSink } from "../../services/gateway/src/adapters/nats/presence-sink.ts";
import type { PackedReports } from "../../services/gateway/src/domain/presence-buffer.ts";
import type { Audience } from "./audience.ts";
import { seededRandom } from "./numbers.ts";

const PER_MESSAGE = 1_000;
/** Unacknowledged messages. */
const IN_FLIGHT = 64;
/** Players send this many heartbeats a minute. */
export const HEARTBEATS_PER_MINUTE = 4;

/** The sessions of one message: heartbeats within milliseconds of each other, of any stream. */
interface Group {
  sessions: Uint32Array;
  /** Offset of the first one in an interval, ms. */
  phase: number;
  packed: Omit<PackedReports, "baseMs">;
}

/**
 * The players of an audience: each sends its heartbeat four times a minute. The gateway's own code packs
 * and publishes them.
 */
export class Players {
  /** Minutes due by the sent heartbeats. */
  due = 0;
  /** The largest delay of a message, ms. */
  latest = 0;
  /** Called with one due minute of each message: session's place, minute, time of its heartbeat. */
  onDue: (session: number, minute: number, at: number) => void = () => undefined;
  /** Called with every due minute. */
  onEveryDue: typeof this.onDue | undefined;
  readonly #audience: Audience;
  readonly #sink: ReturnType<typeof presenceSink>;
  readonly #groups: Group[];
  readonly #dueOf: Uint16Array;
  readonly #startsAt: Float64Array;
  readonly #roundMs: number;
  readonly #flying = new Set<Promise<unknown>>();
  #stopping = false;

  constructor(audience: Audience, broker: Broker) {
    this.#audience = audience;
    this.#sink = presenceSink(broker);
    this.#roundMs = audience.minuteMs / HEARTBEATS_PER_MINUTE;
    this.#groups = group(audience, this.#roundMs);
    this.#dueOf = new Uint16Array(audience.size);
    this.#startsAt = Float64Array.from({ length: audience.size }, (_, i) => audience.startOf(i));
  }

  async play(begin: number): Promise<void> {
    for (let round = begin; !this.#stopping; round += this.#roundMs) {
      for (const group of this.#groups) {
        const at = round + group.phase;
        const filledAt = at + group.packed.offsetsMs.at(-1)!;
        while (Date.now() < filledAt && !this.#stopping) await sleep(Math.min(20, filledAt - Date.now()));
        if (this.#stopping) break;
        this.latest = Math.max(this.latest, Date.now() - filledAt);
        await this.#send(group, at);
      }
    }
    await Promise.all(this.#flying);
  }

  /** Sends the heartbeats from `begin` to `end` (ms, in the past) as fast as the broker accepts them. */
  async replay(begin: number, end: number): Promise<void> {
    for (let round = begin; round < end; round += this.#roundMs)
      for (const group of this.#groups) await this.#send(group, round + group.phase);
    await Promise.all(this.#flying);
  }

  stop(): void {
    this.#stopping = true;
  }

  async #send({ sessions, packed }: Group, at: number): Promise<void> {
    while (this.#flying.size >= IN_FLIGHT) await Promise.race(this.#flying);
    this.#count(sessions, packed.offsetsMs, at);
    const sent = this.#sink
      .publish(newUuid(Date.now()), { ...packed, baseMs: BigInt(Math.floor(at)) })
      .finally(() => this.#flying.delete(sent));
    this.#flying.add(sent);
  }

  #count(sessions: Uint32Array, offsets: readonly number[], at: number): void {
    let told = false;
    for (let k = 0; k < sessions.length; k++) {
      const i = sessions[k]!;
      const seenAt = Math.floor(at) + offsets[k]!;
      const minutes = Math.max(0, Math.floor((seenAt - this.#startsAt[i]!) / this.#audience.minuteMs));
      if (minutes === this.#dueOf[i]) continue;
      this.due += minutes - this.#dueOf[i]!;
      this.#dueOf[i] = minutes;
      this.onEveryDue?.(i, minutes, seenAt);
      if (!told) this.onDue(i, minutes, seenAt);
      told = true;
    }
  }
}

function group(audience: Audience, roundMs: number): Group[] {
  const random = seededRandom(2);
  const phases = Float64Array.from({ length: audience.size }, () => Math.floor(random() * roundMs));
  const order = Uint32Array.from({ length: audience.size }, (_, i) => i).sort(
    (a, b) => phases[a]! - phases[b]!,
  );
  return Array.from({ length: Math.ceil(audience.size / PER_MESSAGE) }, (_, g) => {
    const sessions = order.subarray(g * PER_MESSAGE, (g + 1) * PER_MESSAGE);
    const phase = phases[sessions[0]!]!;
    const sessionIds = Buffer.concat(
      Array.from(sessions, (i) => audience.sessionIds.subarray(i * 16, i * 16 + 16)),
    );
    const offsetsMs = Array.from(sessions, (i) => phases[i]! - phase);
    return {
      sessions,
      phase,
      packed: { sessionIds, offsetsMs, sources: new Uint8Array(sessions.length).fill(1) },
    };
  });
}
