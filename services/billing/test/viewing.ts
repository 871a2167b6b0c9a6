import { type Carry, carryInto, dueAtOnce } from "../src/domain/carry.ts";
import { canOpen } from "../src/domain/join.ts";
import * as rules from "../src/domain/meter.ts";
import { MINUTE, metered, START } from "./fixtures.ts";

export const STREAMS = 3;
export const MAX_OPEN = 3;
const LOST_AFTER_MS = 45_000;
/** From the end of the allowed silence to the sweep that finds it. */
const DECLARED_AFTER_MS = LOST_AFTER_MS + 1_500;

/** What a viewer does next, so long after what they did before. */
export interface Act {
  afterMs: number;
  act: "join" | "beat" | "leave" | "hop" | "top_up" | "rate" | "end_stream" | "wait";
  stream: number;
}

interface Watched extends rules.Metered {
  stream: number;
  tokensPerMinute: number;
  /** When the picture stopped: what the system let them watch ends here. */
  stoppedAt: number;
  takenOver: boolean;
}

/**
 * One viewer among the streams of one creator, in domain time: every presence report, silence, hop and
 * run-out goes through the domain's own functions, the wallet is a number. Values are in tokens times
 * milliseconds.
 */
export class Viewing {
  now = START;
  joins = 0;
  /** Sessions that ended because tokens ran out. */
  runOuts = 0;
  available: bigint;
  readonly sessions: Watched[] = [];
  readonly #prices: number[];
  readonly #silenceCarries: boolean;

  constructor(tokens: number, prices: readonly number[], silenceCarries = true) {
    this.available = BigInt(tokens);
    this.#prices = [...prices];
    this.#silenceCarries = silenceCarries;
  }

  get open(): Watched[] {
    return this.sessions.filter(({ endedAt }) => endedAt === 0);
  }

  do({ afterMs, act, stream }: Act): void {
    this.#pass(afterMs);
    const open = this.open.find((session) => session.stream === stream);
    if (act === "join") this.join(stream);
    else if (act === "hop") {
      for (const session of this.open) this.#leave(session);
      this.join(stream);
    } else if (act === "top_up") this.available += 17n;
    else if (act === "rate") this.#prices[stream] = (this.#prices[stream]! * 7 + 3) % 12;
    else if (open && act === "beat") this.#see(open);
    else if (open && act === "leave") this.#leave(open);
    else if (open && act === "end_stream") this.#stop(open, () => rules.end(open, this.now, "stream_ended"));
  }

  /** False where it is refused. */
  join(stream: number): boolean {
    if (this.open.some((session) => session.stream === stream)) return true;
    const terms = { tokensPerMinute: this.#prices[stream]!, minuteMs: MINUTE };
    const ended = this.sessions.filter((session) => session.endedAt > 0 && !session.takenOver);
    const carry: Carry<Watched> = carryInto(terms, ended, this.now, this.#silenceCarries);
    const prices = [...this.open.map(({ tokensPerMinute }) => tokensPerMinute), terms.tokensPerMinute];
    const cost = { pricesPerMinute: prices, dueAtOnce: dueAtOnce(terms, carry.ms) };
    if (prices.length > MAX_OPEN || !canOpen(this.available, cost)) return false;
    for (const session of carry.from) session.takenOver = true;
    const { now } = this;
    const fresh = metered({ startedAt: now, lastSeenAt: now, seenBefore: now, carriedMs: carry.ms });
    const session = { ...fresh, stream, ...terms, stoppedAt: 0, takenOver: false };
    this.sessions.push(session);
    this.joins += 1;
    this.#post(session);
    return true;
  }

  /** Who stays silent is found out at its time. */
  #pass(ms: number): void {
    const until = this.now + ms;
    for (const session of this.open) {
      const declaredAt = session.lastSeenAt + DECLARED_AFTER_MS;
      if (declaredAt > until) continue;
      rules.lose(session, declaredAt, LOST_AFTER_MS);
      session.stoppedAt = declaredAt;
    }
    this.now = until;
  }

  #see(session: Watched): void {
    this.#stop(session, () => rules.report(session, this.now, this.now, LOST_AFTER_MS));
    this.#post(session);
  }

  #leave(session: Watched): void {
    this.#stop(session, () => rules.leave(session, this.now, this.now, LOST_AFTER_MS));
    this.#post(session);
  }

  #stop(session: Watched, change: () => unknown): void {
    change();
    if (session.endedAt > 0 && session.stoppedAt === 0) session.stoppedAt = this.now;
  }

  /** What is due is posted; who can't pay the minute that began ends. */
  #post(session: Watched): void {
    for (let next = rules.nextEmission(session, 0); next; next = rules.nextEmission(session, 0)) {
      rules.emit(session, next.to, 0);
      for (let minute = next.from; minute <= next.to; minute++) {
        const price = BigInt(session.tokensPerMinute);
        const paid = session.refusedMinute === 0 && this.available >= price;
        if (paid) this.available -= price;
        this.#stop(session, () => rules.answer(session, minute, paid ? "paid" : "refused"));
      }
    }
    if (session.endedAt === 0 && this.available < BigInt(session.tokensPerMinute))
      this.#stop(session, () => rules.runOut(session));
    if (session.endReason === "insufficient_funds") this.runOuts = this.sessions.filter(isRunOut).length;
  }

  /** What the system let them watch, by value. */
  watched(): number {
    const until = ({ stoppedAt }: Watched) => stoppedAt || this.now;
    return this.sessions.reduce(
      (sum, session) => sum + (until(session) - session.startedAt) * session.tokensPerMinute,
      0,
    );
  }

  charged(): number {
    return this.sessions.reduce((sum, { paid, tokensPerMinute }) => sum + paid * tokensPerMinute * MINUTE, 0);
  }
}

const isRunOut = ({ endReason }: Watched): boolean => endReason === "insufficient_funds";
