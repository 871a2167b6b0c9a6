import { uuidToBytes } from "@metercast/contracts";
import type { MinutesDue } from "@metercast/contracts/billing/v1/events.ts";
import type { TableSession, Terms } from "../../domain/session-table.ts";
import { partitionOfKey } from "./meter.ts";

/** The bound of `billing.minutes.due.v1`: one posting of the wallet, some 60 ms. */
export const MAX_BATCH_LINES = 2_000;

/** What a batch needs of a session. */
export type BatchSession = Pick<TableSession, "key" | "terms" | "viewerAccount" | "endedAt">;

/** Collects lines for one `MinutesDue`. A session's minutes stand together and in order, and never in two batches at once. */
export class DueBatch {
  readonly #ids: Buffer[] = [];
  readonly #due: Omit<MinutesDue, "sessionIds"> = {
    terms: [],
    minutes: [],
    viewerAccounts: [],
    termIndexes: [],
  };
  readonly #terms = new Map<Terms, number>();
  readonly partitions = new Set<number>();
  /** Streams that must be live when this commits: those of the sessions that are open. */
  readonly streams = new Set<string>();
  /** key → first minute in this batch. */
  readonly sent = new Map<string, number>();

  get lines(): number {
    return this.#ids.length;
  }

  /** False where there is no room for it any more. */
  add(session: BatchSession, from: number, to: number): boolean {
    if (this.lines + to - from + 1 > MAX_BATCH_LINES) return false;
    const { key, terms } = session;
    const index = this.#termIndex(terms);
    const id = Buffer.from(key, "latin1");
    for (let minute = from; minute <= to; minute++) {
      this.#ids.push(id);
      this.#due.minutes.push(minute);
      this.#due.viewerAccounts.push(BigInt(session.viewerAccount));
      this.#due.termIndexes.push(index);
    }
    this.partitions.add(partitionOfKey(key));
    if (session.endedAt === 0) this.streams.add(terms.streamId);
    this.sent.set(key, from);
    return true;
  }

  message(): MinutesDue {
    return { ...this.#due, sessionIds: Buffer.concat(this.#ids) };
  }

  #termIndex(terms: Terms): number {
    const known = this.#terms.get(terms);
    if (known !== undefined) return known;
    this.#terms.set(terms, this.#due.terms.length);
    this.#due.terms.push({
      streamId: Buffer.from(uuidToBytes(terms.streamId)),
      creatorAccount: BigInt(terms.creatorAccount),
      tokensPerMinute: BigInt(terms.tokensPerMinute),
      creatorCentsPerMinute: BigInt(terms.creatorCentsPerMinute),
    });
    return this.#due.terms.length - 1;
  }
}
