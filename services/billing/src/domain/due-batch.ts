import { shardOfKey } from "./shard.ts";

/** What many sessions share: their stream's parties and prices. */
export interface SessionTerms {
  /** UUID. */
  streamId: string;
  creatorAccount: number;
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  minuteMs: number;
}

/** A batch of due minutes in columns: one place in each list per minute. */
export interface DueMinutes {
  /** The sessions' keys. */
  readonly keys: readonly string[];
  readonly minutes: readonly number[];
  readonly viewerAccounts: readonly number[];
  /** Places in `terms`. */
  readonly termIndexes: readonly number[];
  readonly terms: readonly SessionTerms[];
  /** The shards of all sessions. */
  readonly shards: ReadonlySet<number>;
  /** The streams of the open sessions: they must be live when the batch commits. */
  readonly liveStreams: ReadonlySet<string>;
}

/** What a batch needs of a session. */
export interface BatchSession {
  key: string;
  terms: SessionTerms;
  viewerAccount: number;
  /** 0 while it is open. */
  endedAt: number;
}

/** The bound of `billing.minutes.due.v1`: the wallet posts a full batch in some 60 ms. */
export const MAX_BATCH_MINUTES = 2_000;

/** Collects a batch. A session's minutes stay together and in order; no two batches hold the same session. */
export class DueBatch implements DueMinutes {
  readonly keys: string[] = [];
  readonly minutes: number[] = [];
  readonly viewerAccounts: number[] = [];
  readonly termIndexes: number[] = [];
  readonly terms: SessionTerms[] = [];
  readonly shards = new Set<number>();
  readonly liveStreams = new Set<string>();
  /** Each session's first minute in this batch. */
  readonly firstMinutes = new Map<string, number>();
  readonly #places = new Map<SessionTerms, number>();

  get size(): number {
    return this.keys.length;
  }

  /** False if the minutes do not fit any more. */
  add(session: BatchSession, from: number, to: number): boolean {
    if (this.size + to - from + 1 > MAX_BATCH_MINUTES) return false;
    const { key, terms, viewerAccount } = session;
    const index = this.#termIndex(terms);
    for (let minute = from; minute <= to; minute++) {
      this.keys.push(key);
      this.minutes.push(minute);
      this.viewerAccounts.push(viewerAccount);
      this.termIndexes.push(index);
    }
    this.shards.add(shardOfKey(key));
    if (session.endedAt === 0) this.liveStreams.add(terms.streamId);
    this.firstMinutes.set(key, from);
    return true;
  }

  #termIndex(terms: SessionTerms): number {
    const known = this.#places.get(terms);
    if (known !== undefined) return known;
    this.terms.push(terms);
    this.#places.set(terms, this.terms.length - 1);
    return this.terms.length - 1;
  }
}
