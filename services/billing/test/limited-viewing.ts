import {
  judgeMinutes,
  type OtherSpending,
  type Spender,
  spenderOf,
  spenderOfRow,
} from "../src/domain/judge-minutes.ts";
import * as rules from "../src/domain/meter.ts";
import { minutesWithin, type Span } from "../src/domain/spending.ts";
import { type LimitVersion, periodOf } from "../src/domain/spending-limits.ts";
import { activeSession, MINUTE, metered } from "./fixtures.ts";

const LOST_AFTER_MS = 45_000;

/** What a viewer does next, so long after what they did before. */
export interface LimitedAct {
  afterMs: number;
  act: "join" | "beat" | "leave" | "lower";
  stream: number;
}

interface Watched extends rules.Metered {
  stream: number;
  tokensPerMinute: number;
  judged: number;
  /** When the picture stopped. */
  stoppedAt: number;
}

/**
 * A viewer with a limit a day and tokens enough. Joins and reports go through the domain's own functions;
 * every due minute that was judged is paid.
 */
export class LimitedViewing {
  now: number;
  readonly sessions: Watched[] = [];
  readonly versions: LimitVersion[];
  readonly #prices: readonly number[];
  /** Other replicas know a session by its row, which is a while old. */
  readonly #isRemote: boolean;

  constructor(start: number, limit: number, zone: string, prices: readonly number[], isRemote: boolean) {
    this.now = start;
    this.versions = [{ dayTokens: limit, monthTokens: undefined, zone, effectiveAt: 0 }];
    this.#prices = prices;
    this.#isRemote = isRemote;
  }

  get open(): Watched[] {
    return this.sessions.filter(({ endedAt }) => endedAt === 0);
  }

  do({ afterMs, act, stream }: LimitedAct): void {
    this.now += afterMs;
    for (const session of this.open)
      if (this.now - session.lastSeenAt > LOST_AFTER_MS) {
        rules.lose(session, this.now, LOST_AFTER_MS);
        session.stoppedAt = this.now;
      }
    const open = this.open.find((session) => session.stream === stream);
    if (act === "join") {
      if (!open) this.#join(stream);
    } else if (act === "lower") this.#lower();
    else if (open) {
      rules.report(open, this.now, this.now, LOST_AFTER_MS);
      this.#judge(open);
      if (act === "leave" && rules.end(open, open.lastSeenAt, "left")) open.stoppedAt = this.now;
    }
  }

  /** Tokens that were paid in a period. */
  paidIn(period: Span): number {
    return this.sessions.reduce(
      (sum, session) => sum + minutesWithin(session, session.paid, period) * session.tokensPerMinute,
      0,
    );
  }

  days(): Span[] {
    const spans = new Map<number, Span>();
    for (const { startedAt, lastSeenAt } of this.sessions)
      for (const at of [startedAt, lastSeenAt]) {
        const span = periodOf(this.versions[0]!.zone, "day", at);
        spans.set(span.from, span);
      }
    return [...spans.values()];
  }

  /** What was watched and not paid, by value, in tokens. */
  unpaid(): number {
    return this.sessions.reduce((sum, session) => {
      const watched = (session.stoppedAt || this.now) - session.startedAt;
      return sum + (watched / MINUTE - session.paid) * session.tokensPerMinute;
    }, 0);
  }

  #lower(): void {
    const newest = this.versions.at(-1)!;
    this.versions.push({ ...newest, dayTokens: Math.floor(newest.dayTokens! / 2), effectiveAt: this.now });
    for (const session of this.open) session.judged = session.emitted;
  }

  #join(stream: number): void {
    const fresh = metered({ startedAt: this.now, lastSeenAt: this.now, seenBefore: this.now });
    const tokensPerMinute = this.#prices[stream]!;
    const session = { ...fresh, stream, tokensPerMinute, judged: 0, stoppedAt: 0 };
    const own = { ...spenderOf(session, tokensPerMinute), minutes: 0, isOpen: true };
    if (judgeMinutes(own, 0, this.#others(session), () => true).reached) return;
    // The other sessions are judged again: they did not know this one.
    for (const open of this.open) open.judged = open.emitted;
    this.sessions.push(session);
  }

  #judge(session: Watched): void {
    const begun = rules.dueMinutes(session) + (session.endedAt === 0 ? 1 : 0);
    if (begun > session.judged) {
      const own = spenderOf(session, session.tokensPerMinute);
      const { upTo, reached } = judgeMinutes(own, session.judged, this.#others(session), () => true);
      if (reached && rules.reachLimit(session, upTo) === "limited") session.stoppedAt = this.now;
      session.judged = Math.max(session.judged, upTo);
    }
    const next = rules.nextEmission(session, 0, session.judged);
    if (!next) return;
    rules.emit(session, next.to, 0);
    for (let minute = next.from; minute <= next.to; minute++) rules.answer(session, minute, "paid");
  }

  #others(session: Watched): OtherSpending {
    const others = this.sessions.filter((other) => other !== session);
    return { versions: this.versions, others: others.map((one) => this.#spender(one)), settled: () => 0 };
  }

  #spender(session: Watched): Spender {
    if (!this.#isRemote) return spenderOf(session, session.tokensPerMinute);
    const { startedAt, tokensPerMinute, endedAt, endReason, lastSeenAt } = session;
    const ended = endedAt > 0 && { endedAt, endReason, state: "ended" as const, lastSeenAt };
    return spenderOfRow(activeSession({ startedAt, tokensPerMinute, ...ended }), this.now);
  }
}
