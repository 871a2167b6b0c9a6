/** The source of a presence report, as in gateway.v1.PresenceSeen. */
export const SOURCE = { heartbeat: 1, mediaJoined: 2, mediaLeft: 3 } as const;

/** A viewer was present at a moment. */
export interface PresenceReport {
  /** The session's UUID in 16 bytes. */
  session: Uint8Array;
  /** Server time, ms. */
  atMs: number;
  source: (typeof SOURCE)[keyof typeof SOURCE];
}

/** The body of `gateway.presence.seen.v1`. */
export interface PackedReports {
  sessionIds: Uint8Array;
  baseMs: bigint;
  offsetsMs: number[];
  sources: Uint8Array;
}

/** An offset is a uint32, 49 days: only a clock that jumps can exceed it. */
const MAX_OFFSET_MS = 0xffff_ffff;

/** Packs reports into one message; times are offsets from the earliest. */
export function packReports(reports: readonly PresenceReport[]): PackedReports {
  const baseMs = reports.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Number.MAX_SAFE_INTEGER);
  const sessionIds = new Uint8Array(reports.length * 16);
  const sources = new Uint8Array(reports.length);
  const offsetsMs = reports.map(({ session, atMs, source }, i) => {
    if (session.length !== 16) throw new RangeError("a session id has 16 bytes");
    sessionIds.set(session, i * 16);
    sources[i] = source;
    return Math.min(atMs - baseMs, MAX_OFFSET_MS);
  });
  return { sessionIds, baseMs: BigInt(baseMs), offsetsMs, sources };
}

/**
 * A bounded queue. Reports are cumulative, so it drops the oldest: the session's next report includes them.
 */
export class PresenceBuffer<T> {
  readonly #capacity: number;
  #items: T[] = [];
  dropped = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    this.#items.push(item);
    // Cut a tenth at once: shifting one by one would copy the whole queue for each report while the broker
    // is away.
    if (this.#items.length > this.#capacity) {
      const cut = Math.max(1, Math.floor(this.#capacity / 10));
      this.#items = this.#items.slice(cut);
      this.dropped += cut;
    }
  }

  /** Removes the oldest `count`. */
  take(count: number): T[] {
    return this.#items.splice(0, count);
  }
}
