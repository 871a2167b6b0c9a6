import type { SessionTerms } from "../../../domain/due-batch.ts";
import type { Metered } from "../../../domain/meter.ts";
import { END_REASONS, type EndReason } from "../../../domain/session.ts";
import { KeyIndex, PAGE_BITS, PAGE_SLOTS } from "./key-index.ts";

/**
 * One session in the table: reads and writes its columns. Valid until the next await only, because slots
 * are reused.
 */
export interface TableSession extends Metered {
  readonly slot: number;
  readonly key: string;
  readonly terms: SessionTerms;
  readonly viewerAccount: number;
  /** Time of the report that made the first undecided minute due; 0: none is undecided. */
  dueAt: number;
}

export type NewSession = Omit<Metered, keyof { minuteMs: number }> & {
  viewerAccount: number;
  terms: SessionTerms;
};

/**
 * The open sessions of a replica in pages of columns. A million of them take some 120 MB, a third of what
 * objects would take. Keys have 16 characters, one per byte of the id. A session's place is its slot.
 */
export class SessionTable {
  readonly #pages: Page[] = [];
  readonly #index = new KeyIndex();
  readonly #free: number[] = [];
  readonly #terms = new TermsPool();
  #used = 0;

  get size(): number {
    return this.#index.size;
  }

  find(key: string): TableSession | undefined {
    const slot = this.#index.find(key);
    return slot < 0 ? undefined : this.at(slot);
  }

  /** The session at a slot that is known to be in use. */
  at(slot: number): TableSession {
    return new Row(slot, this.#page(slot), this.#index, this.#terms);
  }

  /** The number of the terms of the session at a slot: sessions with equal terms have the same number. */
  termsAt(slot: number): number {
    return this.#page(slot).counts[countsAt(slot) + TERMS]!;
  }

  /** The key of the session at a slot now, if there is one. */
  keyAt(slot: number): string | undefined {
    return this.#page(slot).inUse[slot % PAGE_SLOTS] === 1 ? this.at(slot).key : undefined;
  }

  /** Adds a session that is not in the table. */
  add(key: string, session: NewSession): TableSession {
    const slot = this.#free.at(-1) ?? this.#used;
    this.#index.add(key, slot);
    if (this.#free.pop() === undefined) this.#used += 1;
    if (slot === this.#pages.length * PAGE_SLOTS) this.#pages.push(newPage());
    const page = this.#page(slot);
    page.inUse[slot % PAGE_SLOTS] = 1;
    const [time, count] = [timesAt(slot), countsAt(slot)];
    page.times[time + STARTED] = session.startedAt;
    page.times[time + VIEWER] = session.viewerAccount;
    page.counts[count + CARRIED] = session.carriedMs;
    page.counts[count + TERMS] = this.#terms.take(session.terms);
    const row = this.at(slot);
    row.lastSeenAt = session.lastSeenAt;
    row.seenBefore = session.seenBefore;
    row.emitted = session.emitted;
    row.paid = session.paid;
    row.refusedMinute = session.refusedMinute;
    row.retryAt = session.retryAt;
    row.attempts = session.attempts;
    row.endedAt = session.endedAt;
    row.endReason = session.endReason;
    row.silentMs = session.silentMs;
    row.dueAt = 0;
    row.mediaFrom = session.mediaFrom;
    return row;
  }

  remove(slot: number): void {
    const page = this.#pages[slot >>> PAGE_BITS];
    if (page?.inUse[slot % PAGE_SLOTS] !== 1) return;
    this.#index.remove(slot);
    page.inUse[slot % PAGE_SLOTS] = 0;
    this.#terms.giveBack(page.counts[countsAt(slot) + TERMS]!);
    this.#free.push(slot);
  }

  /** Every session from a slot on. The caller may remove the current one. */
  *all(from = 0): Generator<TableSession> {
    for (let slot = from; slot < this.#used; slot++)
      if (this.#page(slot).inUse[slot % PAGE_SLOTS] === 1) yield this.at(slot);
  }

  #page(slot: number): Page {
    return this.#pages[slot >>> PAGE_BITS]!;
  }
}

/** The columns of some sessions: 6 MB. */
interface Page {
  times: Float64Array;
  counts: Uint32Array;
  reasons: Uint8Array;
  /** 1: yes. */
  inUse: Uint8Array;
}

const newPage = (): Page => ({
  times: new Float64Array(PAGE_SLOTS * TIMES),
  counts: new Uint32Array(PAGE_SLOTS * COUNTS),
  reasons: new Uint8Array(PAGE_SLOTS),
  inUse: new Uint8Array(PAGE_SLOTS),
});

// A session's columns are adjacent, so that one report touches two cache lines.
const TIMES = 8;
const [STARTED, SEEN, BEFORE, RETRY, ENDED, VIEWER, DUE, MEDIA] = [0, 1, 2, 3, 4, 5, 6, 7];
/** The value of MEDIA with presence policy "any". */
const POLICY_ANY = -1;
const COUNTS = 7;
const [CARRIED, EMITTED, PAID, REFUSED, ATTEMPTS, TERMS, SILENT] = [0, 1, 2, 3, 4, 5, 6];

const timesAt = (slot: number): number => (slot % PAGE_SLOTS) * TIMES;
const countsAt = (slot: number): number => (slot % PAGE_SLOTS) * COUNTS;

class Row implements TableSession {
  readonly slot: number;
  readonly #t: number;
  readonly #c: number;
  readonly #page: Page;
  readonly #index: KeyIndex;
  readonly #pool: TermsPool;

  constructor(slot: number, page: Page, index: KeyIndex, pool: TermsPool) {
    this.slot = slot;
    this.#t = timesAt(slot);
    this.#c = countsAt(slot);
    this.#page = page;
    this.#index = index;
    this.#pool = pool;
  }

  get key(): string {
    return this.#index.keyOf(this.slot);
  }
  get startedAt(): number {
    return this.#page.times[this.#t + STARTED]!;
  }
  get viewerAccount(): number {
    return this.#page.times[this.#t + VIEWER]!;
  }
  get terms(): SessionTerms {
    return this.#pool.get(this.#page.counts[this.#c + TERMS]!);
  }
  get minuteMs(): number {
    return this.terms.minuteMs;
  }
  get carriedMs(): number {
    return this.#page.counts[this.#c + CARRIED]!;
  }
  get lastSeenAt(): number {
    return this.#page.times[this.#t + SEEN]!;
  }
  set lastSeenAt(value: number) {
    this.#page.times[this.#t + SEEN] = value;
  }
  get seenBefore(): number {
    return this.#page.times[this.#t + BEFORE]!;
  }
  set seenBefore(value: number) {
    this.#page.times[this.#t + BEFORE] = value;
  }
  get retryAt(): number {
    return this.#page.times[this.#t + RETRY]!;
  }
  set retryAt(value: number) {
    this.#page.times[this.#t + RETRY] = value;
  }
  get endedAt(): number {
    return this.#page.times[this.#t + ENDED]!;
  }
  set endedAt(value: number) {
    this.#page.times[this.#t + ENDED] = value;
  }
  get dueAt(): number {
    return this.#page.times[this.#t + DUE]!;
  }
  set dueAt(value: number) {
    this.#page.times[this.#t + DUE] = value;
  }
  get mediaFrom(): number | undefined {
    const from = this.#page.times[this.#t + MEDIA]!;
    return from === POLICY_ANY ? undefined : from;
  }
  set mediaFrom(value: number | undefined) {
    this.#page.times[this.#t + MEDIA] = value ?? POLICY_ANY;
  }
  get emitted(): number {
    return this.#page.counts[this.#c + EMITTED]!;
  }
  set emitted(value: number) {
    this.#page.counts[this.#c + EMITTED] = value;
  }
  get paid(): number {
    return this.#page.counts[this.#c + PAID]!;
  }
  set paid(value: number) {
    this.#page.counts[this.#c + PAID] = value;
  }
  get refusedMinute(): number {
    return this.#page.counts[this.#c + REFUSED]!;
  }
  set refusedMinute(value: number) {
    this.#page.counts[this.#c + REFUSED] = value;
  }
  get attempts(): number {
    return this.#page.counts[this.#c + ATTEMPTS]!;
  }
  set attempts(value: number) {
    this.#page.counts[this.#c + ATTEMPTS] = value;
  }
  get silentMs(): number {
    return this.#page.counts[this.#c + SILENT]!;
  }
  set silentMs(value: number) {
    this.#page.counts[this.#c + SILENT] = value;
  }
  get endReason(): EndReason | undefined {
    return END_REASONS[this.#page.reasons[this.slot % PAGE_SLOTS]! - 1];
  }
  set endReason(value: EndReason | undefined) {
    this.#page.reasons[this.slot % PAGE_SLOTS] = value === undefined ? 0 : END_REASONS.indexOf(value) + 1;
  }
}

/** Terms by number, each stored once and removed with the last session that has them. */
class TermsPool {
  readonly #numbers = new Map<string, number>();
  readonly #entries: ({ terms: SessionTerms; name: string; users: number } | undefined)[] = [];
  readonly #free: number[] = [];

  take(terms: SessionTerms): number {
    const name = `${terms.streamId} ${terms.creatorAccount} ${terms.tokensPerMinute} ${terms.creatorCentsPerMinute} ${terms.minuteMs}`;
    const known = this.#numbers.get(name);
    if (known !== undefined) {
      this.#entries[known]!.users += 1;
      return known;
    }
    const number = this.#free.pop() ?? this.#entries.length;
    this.#entries[number] = { terms, name, users: 1 };
    this.#numbers.set(name, number);
    return number;
  }

  get(number: number): SessionTerms {
    return this.#entries[number]!.terms;
  }

  giveBack(number: number): void {
    const entry = this.#entries[number]!;
    entry.users -= 1;
    if (entry.users > 0) return;
    this.#numbers.delete(entry.name);
    this.#entries[number] = undefined;
    this.#free.push(number);
  }
}
