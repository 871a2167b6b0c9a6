import type { Asset } from "@metercast/money";
import type { Clock } from "@metercast/runtime";
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
import { warningLevel } from "../../domain/low-balance.ts";
import type { InboxState } from "../../domain/notification.ts";
import type { Stream, StreamEarnings } from "../../domain/stream.ts";
import { sameForCreator, type Withdrawal } from "../../domain/withdrawal.ts";
import type { LiveReader } from "../../ports/live-reader.ts";

export interface BalanceState {
  asset: Asset;
  posted: bigint;
  held: bigint;
  version: bigint;
}

/** What a user's page is sent. */
export type WalletEvent =
  | (BalanceState & { type: "balance"; isLow: boolean })
  | { type: "low_balance"; available: bigint; version: bigint; limit: number }
  | {
      type: "insufficient_funds";
      /** Undefined: no balance was sent yet. */
      available: bigint | undefined;
      version: bigint;
      /** The session that ended for it; undefined: the balance came to 0. */
      session: { id: string; streamId: string } | undefined;
    }
  | { type: "session"; session: LiveSession }
  | { type: "stream"; stream: Stream; earnings: StreamEarnings; atMs: number }
  | { type: "withdrawal"; withdrawal: Withdrawal; atMs: number }
  | { type: "inbox"; inbox: InboxState };

export interface FollowerOptions {
  userId: string;
  isCreator: boolean;
  lowBalanceTokens: number;
  /** What the client had seen before it came back; undefined on a first visit. */
  returning: SeenMark | undefined;
  reader: LiveReader<WalletEvent>;
  clock: Clock;
}

/** A viewer has a handful of sessions at once; ended ones stay for minutes that are still on their way. */
const SESSIONS = 100;
/** One is open at a time; a bank may still return the last ones. */
const WITHDRAWALS = 20;

/** One open page: what it was sent, and what is newer. */
export class Follower {
  readonly userId: string;
  readonly isCreator: boolean;
  readonly reader: LiveReader<WalletEvent>;
  readonly returning: SeenMark | undefined;
  /** The wallet's account number → asset. */
  readonly accounts = new Map<number, Asset>();
  readonly sessions = new BoundedMap<string, LiveSession>(SESSIONS);
  readonly openedAtMs: number;
  readonly #clock: Clock;
  readonly #lowBalanceTokens: number;
  readonly #shown = new ShownVersions();
  readonly #withdrawals = new BoundedMap<string, Withdrawal>(WITHDRAWALS);
  #mark: SeenMark;
  #lastWarning: { version: bigint; level: 0 | 1 | 2 };
  #available: bigint | undefined;
  #checkedForMissed = false;

  constructor({ userId, isCreator, lowBalanceTokens, returning, reader, clock }: FollowerOptions) {
    this.userId = userId;
    this.isCreator = isCreator;
    this.#lowBalanceTokens = lowBalanceTokens;
    this.returning = returning;
    this.reader = reader;
    this.#clock = clock;
    this.openedAtMs = clock.now();
    const { versions, warned } = returning ?? NOTHING_SEEN;
    this.#mark = { ...NOTHING_SEEN, warned };
    // A warning from before is not repeated; only a newer or a worse one is sent.
    this.#lastWarning = { version: warned > 0 ? versions.TOKEN : -1n, level: warned };
  }

  /** Sends a balance unless this or a newer one was sent. */
  balance({ asset, posted, held, version }: BalanceState): void {
    if (!this.#shown.advance(asset, version)) return;
    const available = posted - held;
    this.#mark = { ...this.#mark, versions: { ...this.#mark.versions, [asset]: version } };
    const level = asset === "TOKEN" ? warningLevel(available, this.#lowBalanceTokens) : 0;
    if (asset === "TOKEN") {
      this.#available = available;
      if (level === 0) this.#mark = { ...this.#mark, warned: 0 };
    }
    this.#send({ type: "balance", asset, posted, held, version, isLow: level > 0 });
  }

  /** After the first balance of a returning reader: the warning that it missed. */
  warnOfMissed(): void {
    const version = this.#shown.get("TOKEN");
    if (this.#checkedForMissed || !this.returning || version === undefined || this.#available === undefined)
      return;
    this.#checkedForMissed = true;
    const level = warningLevel(this.#available, this.#lowBalanceTokens);
    if (missedWarning(this.returning, level, version)) this.warning(level, this.#available, version);
  }

  /**
   * With this version of the account tokens fell below the limit (1) or to none (2). Sends each crossing
   * once.
   */
  warning(level: 0 | 1 | 2, available: bigint, version: bigint): void {
    const last = this.#lastWarning;
    if (level === 0 || version < last.version || (version === last.version && level <= last.level)) return;
    this.#lastWarning = { version, level };
    const newest = this.#shown.get("TOKEN") ?? -1n;
    // The balance recovered before this arrived, and the page shows that: a warning now would be wrong.
    if (newest > version && warningLevel(this.#available ?? 0n, this.#lowBalanceTokens) === 0) return;
    this.#mark = { ...this.#mark, warned: level };
    if (level === 2) this.#send({ type: "insufficient_funds", available, version, session: undefined });
    else this.#send({ type: "low_balance", available, version, limit: this.#lowBalanceTokens });
  }

  /** Sends a session, merged with its known state. */
  session(news: LiveSession): void {
    const known = this.sessions.get(news.id);
    const session = known ? mergeSession(known, news) : news;
    this.sessions.set(news.id, session);
    if (!this.#shown.advance(`session ${session.id}`, sessionVersion(session))) return;
    this.#send({ type: "session", session });
    if (session.ended?.reason === "insufficient_funds" && !known?.ended) this.#declined(session);
  }

  minutePaid(sessionId: string, minute: number): void {
    const known = this.sessions.get(sessionId);
    if (known) this.session({ ...known, minutesBilled: minute });
  }

  /** `atMs`, when the stream was read, is its version: reads follow one after the other. */
  stream(stream: Stream, earnings: StreamEarnings, atMs: number): void {
    if (!this.#shown.advance(`stream ${stream.id}`, BigInt(atMs))) return;
    this.#send({ type: "stream", stream, earnings, atMs });
  }

  /** `atMs` as for streams. Sends only what the creator sees change. */
  withdrawal(withdrawal: Withdrawal, atMs: number): void {
    const { id } = withdrawal;
    if (!this.#shown.advance(`withdrawal ${id}`, BigInt(atMs))) return;
    const shown = this.#withdrawals.get(id);
    if (shown && sameForCreator(shown, withdrawal)) return;
    this.#withdrawals.set(id, withdrawal);
    this.#send({ type: "withdrawal", withdrawal, atMs });
  }

  inbox(inbox: InboxState): void {
    this.#send({ type: "inbox", inbox });
  }

  hasShownWithdrawal(id: string): boolean {
    return this.#withdrawals.get(id) !== undefined;
  }

  #declined({ id, streamId }: LiveSession): void {
    this.#mark = { ...this.#mark, warned: 2 };
    const version = this.#shown.get("TOKEN") ?? 0n;
    this.#send({
      type: "insufficient_funds",
      available: this.#available,
      version,
      session: { id, streamId },
    });
  }

  #send(event: WalletEvent): void {
    const atMs = this.#clock.now();
    this.reader.send(formatMark({ ...this.#mark, atMs }), event);
  }
}
