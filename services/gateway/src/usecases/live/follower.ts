import type { Asset } from "@metercast/money";
import { amountOf, tokens, warningLevel } from "../../domain/amounts.ts";
import { BoundedMap } from "../../domain/bounded-map.ts";
import {
  formatMark,
  type LiveSession,
  mergeSession,
  missedWarning,
  NOTHING_SEEN,
  type SeenMark,
  ShownVersions,
  sessionVersion,
} from "../../domain/live-state.ts";
import { isoTime } from "../views.ts";

export type UserEvent =
  | "balance"
  | "low_balance"
  | "insufficient_funds"
  | "session"
  | "stream"
  | "withdrawal";

export interface LiveEvent<Name extends string = UserEvent> {
  event: Name;
  id: string;
  data: Record<string, unknown>;
}

/** Where events go: one open SSE connection. It drops itself where it can't keep up. */
export interface LiveReader<Name extends string = UserEvent> {
  send(event: LiveEvent<Name>): void;
  /** Says a comment, so that both sides know that the other is there. */
  heartbeat(): void;
  close(): void;
}

export interface BalanceState {
  asset: Asset;
  posted: bigint;
  held: bigint;
  version: bigint;
}

/** A viewer has a handful of sessions at once; ended ones stay for minutes that are still on their way. */
const SESSIONS = 100;
/** One is open at a time; the last ones may still change by what a bank says. */
const WITHDRAWALS = 20;

/** One connection: what it has been shown, and what is newer. */
export class Follower {
  readonly userId: string;
  readonly isCreator: boolean;
  readonly reader: LiveReader;
  /** Wallet account number → asset. */
  readonly accounts = new Map<number, Asset>();
  readonly sessions = new BoundedMap<string, LiveSession>(SESSIONS);
  readonly openedAtMs = Date.now();
  /** What the client had seen before it came back; undefined on a first visit. */
  readonly returning: SeenMark | undefined;
  readonly #lowBalanceTokens: number;
  readonly #shown = new ShownVersions();
  /** Withdrawal → as it was shown last. */
  readonly #withdrawals = new BoundedMap<string, string>(WITHDRAWALS);
  #mark: SeenMark;
  #lastWarning: { version: bigint; level: 0 | 1 | 2 };
  #available: bigint | undefined;
  #checkedForMissed = false;

  constructor(
    options: {
      userId: string;
      isCreator: boolean;
      lowBalanceTokens: number;
      returning: SeenMark | undefined;
    },
    reader: LiveReader,
  ) {
    this.userId = options.userId;
    this.isCreator = options.isCreator;
    this.#lowBalanceTokens = options.lowBalanceTokens;
    this.returning = options.returning;
    this.reader = reader;
    const { versions, warned } = options.returning ?? NOTHING_SEEN;
    this.#mark = { ...NOTHING_SEEN, warned };
    // What was told before it came back is not told again, only what is newer or worse.
    this.#lastWarning = { version: warned > 0 ? versions.TOKEN : -1n, level: warned };
  }

  /** Shows a balance unless this or a newer one was shown. */
  balance({ asset, posted, held, version }: BalanceState): void {
    if (!this.#shown.advance(asset, version)) return;
    const available = posted - held;
    this.#mark = { ...this.#mark, versions: { ...this.#mark.versions, [asset]: version } };
    const level = asset === "TOKEN" ? warningLevel(available, this.#lowBalanceTokens) : 0;
    if (asset === "TOKEN") {
      this.#available = available;
      if (level === 0) this.#mark = { ...this.#mark, warned: 0 };
    }
    this.#send("balance", {
      asset,
      posted: amountOf(posted, asset),
      held: amountOf(held, asset),
      available: amountOf(available, asset),
      version: tokens(version),
      ...(asset === "TOKEN" && { low_balance: level > 0 }),
    });
  }

  /** After the first balance of a returning reader: what it missed while it was away. */
  warnOfMissed(): void {
    const version = this.#shown.get("TOKEN");
    if (this.#checkedForMissed || !this.returning || version === undefined || this.#available === undefined)
      return;
    this.#checkedForMissed = true;
    const level = warningLevel(this.#available, this.#lowBalanceTokens);
    if (missedWarning(this.returning, level, version)) this.warning(level, this.#available, version);
  }

  /** Tokens came below the limit (1) or to nothing (2) with this version of the account. Each crossing is told once. */
  warning(level: 0 | 1 | 2, available: bigint, version: bigint): void {
    const last = this.#lastWarning;
    if (level === 0 || version < last.version || (version === last.version && level <= last.level)) return;
    this.#lastWarning = { version, level };
    const newest = this.#shown.get("TOKEN") ?? -1n;
    // Recovered before this arrived: the newer balance has been shown, a warning now would be wrong.
    if (newest > version && warningLevel(this.#available ?? 0n, this.#lowBalanceTokens) === 0) return;
    this.#mark = { ...this.#mark, warned: level };
    this.#send(level === 2 ? "insufficient_funds" : "low_balance", {
      asset: "TOKEN",
      available: tokens(available),
      version: tokens(version),
      ...(level === 2 ? { session_id: null, stream_id: null } : { limit: this.#lowBalanceTokens }),
    });
  }

  /** Shows a session, merged with what was known of it. */
  session(news: LiveSession): void {
    const known = this.sessions.get(news.id);
    const merged = known ? mergeSession(known, news) : news;
    this.sessions.set(news.id, merged);
    const version = sessionVersion(merged);
    if (!this.#shown.advance(`session ${merged.id}`, version)) return;
    const { ended } = merged;
    this.#send("session", {
      id: merged.id,
      stream_id: merged.streamId,
      status: ended ? "ended" : "active",
      started_at: isoTime(merged.startedAt),
      ended_at: isoTime(ended?.at),
      end_reason: ended?.reason ?? null,
      minutes_billed: merged.minutesBilled,
      tokens_charged: tokens(BigInt(merged.minutesBilled) * merged.tokensPerMinute),
      version: tokens(version),
    });
    if (ended?.reason === "insufficient_funds" && !known?.ended) this.#refused(merged);
  }

  minutePaid(sessionId: string, minute: number): void {
    const known = this.sessions.get(sessionId);
    if (known) this.session({ ...known, minutesBilled: minute });
  }

  /** `version` is the time of the look, ms: looks are made one after the other. */
  stream(view: Record<string, unknown>, version: bigint): void {
    if (!this.#shown.advance(`stream ${String(view.id)}`, version)) return;
    this.#send("stream", { ...view, version: tokens(version) });
  }

  /** `version` as for streams. What was shown just so is not shown again. */
  withdrawal(view: Record<string, unknown>, version: bigint): void {
    const id = String(view.id);
    if (!this.#shown.advance(`withdrawal ${id}`, version)) return;
    const text = JSON.stringify(view);
    if (this.#withdrawals.get(id) === text) return;
    this.#withdrawals.set(id, text);
    this.#send("withdrawal", { ...view, version: tokens(version) });
  }

  hasShownWithdrawal(id: string): boolean {
    return this.#withdrawals.get(id) !== undefined;
  }

  #refused(session: LiveSession): void {
    this.#mark = { ...this.#mark, warned: 2 };
    this.#send("insufficient_funds", {
      asset: "TOKEN",
      available: this.#available === undefined ? null : tokens(this.#available),
      version: tokens(this.#shown.get("TOKEN") ?? 0n),
      session_id: session.id,
      stream_id: session.streamId,
    });
  }

  #send(event: UserEvent, data: Record<string, unknown>): void {
    this.reader.send({ event, id: formatMark({ ...this.#mark, atMs: Date.now() }), data });
  }
}
