import type { Metered } from "./meter.ts";
import { END_REASONS, type EndReason } from "./session.ts";

/** What many sessions share: kept once for all of them. */
export interface Terms {
  /** UUID. */
  streamId: string;
  creatorAccount: number;
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  minuteMs: number;
}

/** One session in the table: reads and writes its columns. Good until the next await only, because places are reused. */
export interface TableSession extends Metered {
  readonly slot: number;
  readonly key: string;
  readonly terms: Terms;
  readonly viewerAccount: number;
  /** Time of the sighting that made the first undecided minute due; 0 where none is undecided. */
  dueAt: number;
}

export type NewSession = Omit<Metered, keyof { minuteMs: number }> & { viewerAccount: number; terms: Terms };

const FIRST_CAPACITY = 1_024;

/**
 * The open sessions of a replica, a column per field: a million of them take some 260 MB, three fifths of what objects would. Keys are opaque strings
 * (16 characters, one per byte of the id). A session's place is its slot.
 */
export class SessionTable {
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #terms = new TermsPool();
  #keys: (string | undefined)[] = [];
  #used = 0;
  #times = new Float64Array(FIRST_CAPACITY * TIMES);
  #counts = new Uint32Array(FIRST_CAPACITY * COUNTS);
  #reasons = new Uint8Array(FIRST_CAPACITY);

  get size(): number {
    return this.#slots.size;
  }

  find(key: string): TableSession | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#view(slot);
  }

  /** The session at a slot that is known to be in use. */
  at(slot: number): TableSession {
    return this.#view(slot);
  }

  /** Adds a session that is not there yet. */
  add(key: string, session: NewSession): TableSession {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot >= this.#reasons.length) this.#grow();
    this.#slots.set(key, slot);
    this.#keys[slot] = key;
    this.#counts[slot * COUNTS + TERMS] = this.#terms.take(session.terms);
    const view = this.#view(slot);
    this.#times[slot * TIMES + STARTED] = session.startedAt;
    this.#times[slot * TIMES + VIEWER] = session.viewerAccount;
    this.#counts[slot * COUNTS + CARRIED] = session.carriedMs;
    view.lastSeenAt = session.lastSeenAt;
    view.seenBefore = session.seenBefore;
    view.emitted = session.emitted;
    view.paid = session.paid;
    view.refusedMinute = session.refusedMinute;
    view.retryAt = session.retryAt;
    view.attempts = session.attempts;
    view.endedAt = session.endedAt;
    view.endReason = session.endReason;
    view.dueAt = 0;
    return view;
  }

  remove(slot: number): void {
    const key = this.#keys[slot];
    if (key === undefined) return;
    this.#slots.delete(key);
    this.#keys[slot] = undefined;
    this.#terms.giveBack(this.#counts[slot * COUNTS + TERMS]!);
    this.#free.push(slot);
  }

  /** Every session; those at hand may be removed on the way. */
  *all(): Generator<TableSession> {
    for (let slot = 0; slot < this.#used; slot++) if (this.#keys[slot] !== undefined) yield this.#view(slot);
  }

  #view(slot: number): TableSession {
    return new Row(slot, this.#keys[slot]!, this.#times, this.#counts, this.#reasons, this.#terms);
  }

  #grow(): void {
    const capacity = this.#reasons.length * 2;
    const times = new Float64Array(capacity * TIMES);
    const counts = new Uint32Array(capacity * COUNTS);
    const reasons = new Uint8Array(capacity);
    times.set(this.#times);
    counts.set(this.#counts);
    reasons.set(this.#reasons);
    this.#times = times;
    this.#counts = counts;
    this.#reasons = reasons;
  }
}

// Columns stand beside each other per session, so that one sighting touches two cache lines.
const TIMES = 7;
const [STARTED, SEEN, BEFORE, RETRY, ENDED, VIEWER, DUE] = [0, 1, 2, 3, 4, 5, 6];
const COUNTS = 6;
const [CARRIED, EMITTED, PAID, REFUSED, ATTEMPTS, TERMS] = [0, 1, 2, 3, 4, 5];

class Row implements TableSession {
  readonly slot: number;
  readonly key: string;
  readonly #t: number;
  readonly #c: number;
  readonly #times: Float64Array;
  readonly #counts: Uint32Array;
  readonly #reasons: Uint8Array;
  readonly #pool: TermsPool;

  constructor(
    slot: number,
    key: string,
    times: Float64Array,
    counts: Uint32Array,
    reasons: Uint8Array,
    pool: TermsPool,
  ) {
    this.slot = slot;
    this.key = key;
    this.#t = slot * TIMES;
    this.#c = slot * COUNTS;
    this.#times = times;
    this.#counts = counts;
    this.#reasons = reasons;
    this.#pool = pool;
  }

  get startedAt(): number {
    return this.#times[this.#t + STARTED]!;
  }
  get viewerAccount(): number {
    return this.#times[this.#t + VIEWER]!;
  }
  get terms(): Terms {
    return this.#pool.get(this.#counts[this.#c + TERMS]!);
  }
  get minuteMs(): number {
    return this.terms.minuteMs;
  }
  get carriedMs(): number {
    return this.#counts[this.#c + CARRIED]!;
  }
  get lastSeenAt(): number {
    return this.#times[this.#t + SEEN]!;
  }
  set lastSeenAt(value: number) {
    this.#times[this.#t + SEEN] = value;
  }
  get seenBefore(): number {
    return this.#times[this.#t + BEFORE]!;
  }
  set seenBefore(value: number) {
    this.#times[this.#t + BEFORE] = value;
  }
  get retryAt(): number {
    return this.#times[this.#t + RETRY]!;
  }
  set retryAt(value: number) {
    this.#times[this.#t + RETRY] = value;
  }
  get endedAt(): number {
    return this.#times[this.#t + ENDED]!;
  }
  set endedAt(value: number) {
    this.#times[this.#t + ENDED] = value;
  }
  get dueAt(): number {
    return this.#times[this.#t + DUE]!;
  }
  set dueAt(value: number) {
    this.#times[this.#t + DUE] = value;
  }
  get emitted(): number {
    return this.#counts[this.#c + EMITTED]!;
  }
  set emitted(value: number) {
    this.#counts[this.#c + EMITTED] = value;
  }
  get paid(): number {
    return this.#counts[this.#c + PAID]!;
  }
  set paid(value: number) {
    this.#counts[this.#c + PAID] = value;
  }
  get refusedMinute(): number {
    return this.#counts[this.#c + REFUSED]!;
  }
  set refusedMinute(value: number) {
    this.#counts[this.#c + REFUSED] = value;
  }
  get attempts(): number {
    return this.#counts[this.#c + ATTEMPTS]!;
  }
  set attempts(value: number) {
    this.#counts[this.#c + ATTEMPTS] = value;
  }
  get endReason(): EndReason | undefined {
    return END_REASONS[this.#reasons[this.slot]! - 1];
  }
  set endReason(value: EndReason | undefined) {
    this.#reasons[this.slot] = value === undefined ? 0 : END_REASONS.indexOf(value) + 1;
  }
}

/** Terms by number, each kept once, forgotten with the last session that has them. */
class TermsPool {
  readonly #numbers = new Map<string, number>();
  readonly #entries: ({ terms: Terms; name: string; users: number } | undefined)[] = [];
  readonly #free: number[] = [];

  take(terms: Terms): number {
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

  get(number: number): Terms {
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
