import { grouped, inSpan } from "@metercast/runtime";
import { type BatchSession, DueBatch, MAX_BATCH_MINUTES } from "../../domain/due-batch.ts";
import { MAX_MINUTES_PER_EMISSION, type MinuteDecision } from "../../domain/meter.ts";
import type { Wallet } from "../../ports/wallet.ts";
import { type WriteRowsPorts, writeRows } from "./flush-rows.ts";

/** Bills that certainly fit into one batch. */
const MAX_TOGETHER = Math.floor(MAX_BATCH_MINUTES / MAX_MINUTES_PER_EMISSION);
/** In one statement: a few milliseconds. */
const MAX_ROWS_TOGETHER = 100;

/** Due minutes of one session. */
export interface DueOfSession {
  session: BatchSession;
  from: number;
  to: number;
}

/**
 * Runs bills and leaves one at a time per session, and groups over sessions what costs a commit. Bills that
 * come while one of the session runs wait together for one more run: it takes the latest report of them,
 * and the first of them gets what it posted.
 */
export class BillingDesk {
  /** Posts due minutes; gives the decisions by key. */
  readonly post: (due: DueOfSession) => Promise<Map<string, MinuteDecision[]>>;
  readonly writeRow: (key: string) => Promise<unknown>;
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #waiting = new Map<string, { seenAt: number; result: Promise<number> }>();

  constructor(ports: WriteRowsPorts & { wallet: Pick<Wallet, "postMinutes"> }) {
    this.post = grouped(MAX_TOGETHER, (due) => postTogether(ports.wallet, due));
    this.writeRow = grouped(MAX_ROWS_TOGETHER, (keys) => writeRows(ports, keys));
  }

  /** Runs a bill; gives the tokens that this very call posted. */
  async bill(key: string, seenAt: number, work: (seenAt: number) => Promise<number>): Promise<number> {
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.seenAt = Math.max(waiting.seenAt, seenAt);
      await waiting.result;
      return 0;
    }
    const mine = { seenAt, result: Promise.resolve(0) };
    mine.result = this.serially(key, () => {
      this.#waiting.delete(key);
      return work(mine.seenAt);
    });
    this.#waiting.set(key, mine);
    return mine.result;
  }

  /** Runs `work` after the session's earlier work. */
  serially<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#running.get(key) ?? Promise.resolve();
    const result = before.catch(() => undefined).then(work);
    this.#running.set(key, result);
    const done = () => {
      if (this.#running.get(key) === result) this.#running.delete(key);
    };
    result.then(done, done);
    return result;
  }
}

async function postTogether(
  wallet: Pick<Wallet, "postMinutes">,
  due: readonly DueOfSession[],
): Promise<Map<string, MinuteDecision[]>> {
  const batch = new DueBatch();
  for (const { session, from, to } of due) batch.add(session, from, to);
  const attributes = { lines: batch.size };
  const decisions = await inSpan("post due minutes", { attributes }, () => wallet.postMinutes(batch));
  return Map.groupBy(decisions, ({ key }) => key);
}
