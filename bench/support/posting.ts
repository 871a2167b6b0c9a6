import { setImmediate as turn } from "node:timers/promises";
import type { DueMinute } from "../../services/wallet/src/domain/minute.ts";
import type { Audience } from "./audience.ts";

const TOKENS = 5n;
const CENTS = 1_320n;

/** No relay: results are not published. */
export const QUIET = {
  relay: { wake: () => undefined },
  metrics: { posted: () => undefined, delay: () => undefined },
};

/**
 * Minutes in the order in which they become due: every session's first minute, then every session's second,
 * and so on, in batches.
 */
export class DueMinutes {
  readonly #audience: Audience;
  readonly #batchLines: number;
  #minute = 1;
  #next = 0;

  constructor(audience: Audience, batchLines: number) {
    this.#audience = audience;
    this.#batchLines = batchLines;
  }

  /** At most a batch, with each viewer once. */
  batch(): DueMinute[] {
    const { size } = this.#audience;
    const count = Math.min(this.#batchLines, size - this.#next);
    const lines = Array.from({ length: count }, (_, k) => this.#line(this.#next + k));
    this.#next += count;
    if (this.#next === size) {
      this.#next = 0;
      this.#minute += 1;
    }
    return lines;
  }

  #line(i: number): DueMinute {
    const { viewers, streams, streamOf } = this.#audience;
    const stream = streams[streamOf[i]!]!;
    return {
      session: this.#audience.session(i),
      minute: this.#minute,
      viewer: BigInt(viewers[i]!),
      creator: stream.account,
      stream: stream.id,
      tokens: TOKENS,
      cents: CENTS,
    };
  }
}

export interface Pace {
  lines: number;
  seconds: number;
  /** Minutes by second since the start. */
  bySecond: number[];
  batchMs: number[];
}

/**
 * Runs `work` on one batch after the other in `lanes`, for a time. `work` returns the number of posted
 * minutes.
 */
export async function runFor(seconds: number, lanes: number, work: () => Promise<number>): Promise<Pace> {
  const began = performance.now();
  const pace: Pace = { lines: 0, seconds: 0, bySecond: [], batchMs: [] };
  const lane = async () => {
    for (let now = began; now - began < seconds * 1_000; ) {
      const lines = await work();
      const done = performance.now();
      pace.lines += lines;
      pace.batchMs.push(done - now);
      const second = Math.floor((done - began) / 1_000);
      pace.bySecond[second] = (pace.bySecond[second] ?? 0) + lines;
      now = done;
      await turn();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  pace.seconds = (performance.now() - began) / 1_000;
  return pace;
}
