/** Who saw the viewer, as in gateway.v1.PresenceSeen. */
export const SOURCE = { heartbeat: 1, mediaJoined: 2, mediaLeft: 3 } as const;

/** One viewer seen once. */
export interface Sighting {
  /** The session's UUID in 16 bytes. */
  session: Uint8Array;
  /** Server time, ms. */
  atMs: number;
  source: (typeof SOURCE)[keyof typeof SOURCE];
}

/** The body of `gateway.presence.seen.v1`. */
export interface PackedSightings {
  sessionIds: Uint8Array;
  baseMs: bigint;
  offsetsMs: number[];
  sources: Uint8Array;
}

/** An offset is a uint32: 49 days. Sightings that far apart never share a buffer, but a clock that jumps could make it so. */
const MAX_OFFSET_MS = 0xffff_ffff;

/** Packs sightings into one message; times count from the earliest. */
export function packSightings(sightings: readonly Sighting[]): PackedSightings {
  const baseMs = sightings.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Number.MAX_SAFE_INTEGER);
  const sessionIds = new Uint8Array(sightings.length * 16);
  const sources = new Uint8Array(sightings.length);
  const offsetsMs = sightings.map(({ session, atMs, source }, i) => {
    if (session.length !== 16) throw new RangeError("a session id has 16 bytes");
    sessionIds.set(session, i * 16);
    sources[i] = source;
    return Math.min(atMs - baseMs, MAX_OFFSET_MS);
  });
  return { sessionIds, baseMs: BigInt(baseMs), offsetsMs, sources };
}

/**
 * A queue with a bound. Sightings are cumulative, so the oldest is the one to lose: the session's next one says all that it said.
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
    // Cut a tenth at once: shifting one by one would copy the whole queue for each sighting while the broker is away.
    if (this.#items.length > this.#capacity) {
      const cut = Math.max(1, Math.floor(this.#capacity / 10));
      this.#items = this.#items.slice(cut);
      this.dropped += cut;
    }
  }

  /** Takes the oldest `count` out. */
  take(count: number): T[] {
    return this.#items.splice(0, count);
  }
}
