import type { Asset } from "@metercast/money";

/** The versions that a page was sent, so that it is never sent an older one. One per connection. */
export class ShownVersions {
  readonly #versions = new Map<string, bigint>();

  /** True if `version` is newer than everything under this key; then it counts as shown. */
  advance(key: string, version: bigint): boolean {
    const shown = this.#versions.get(key);
    if (shown !== undefined && version <= shown) return false;
    this.#versions.set(key, version);
    return true;
  }

  get(key: string): bigint | undefined {
    return this.#versions.get(key);
  }

  forget(key: string): void {
    this.#versions.delete(key);
  }
}

/** A session as a live page needs it. Minutes only grow and an end stays, so any two states can be merged. */
export interface LiveSession {
  id: string;
  streamId: string;
  tokensPerMinute: bigint;
  minutesBilled: number;
  /** Undefined while active. */
  ended: { reason: string; at: Date | undefined } | undefined;
  startedAt: Date | undefined;
}

/** The newer parts of both states: more minutes, and the first known end. */
export function mergeSession(shown: LiveSession, news: Partial<LiveSession>): LiveSession {
  return {
    ...shown,
    // An end that arrives before the start may have no price.
    tokensPerMinute: shown.tokensPerMinute || (news.tokensPerMinute ?? 0n),
    minutesBilled: Math.max(shown.minutesBilled, news.minutesBilled ?? 0),
    ended: shown.ended ?? news.ended,
  };
}

/** Grows with each minute and with the end. */
export const sessionVersion = (session: LiveSession): bigint =>
  BigInt(session.minutesBilled) * 2n + (session.ended ? 1n : 0n);

/** The id of an event: what its page had seen then. */
export interface SeenMark {
  versions: Readonly<Record<Asset, bigint>>;
  /** The worst warning since the last recovery: 0 none, 1 low, 2 nothing left. */
  warned: 0 | 1 | 2;
  atMs: number;
}

export const NOTHING_SEEN: SeenMark = { versions: { TOKEN: -1n, USD: -1n }, warned: 0, atMs: 0 };

/** "<token version>.<usd version>.<warned>.<ms>"; opaque to clients. -1: no such account seen. */
export function formatMark({ versions, warned, atMs }: SeenMark): string {
  return `${versions.TOKEN}.${versions.USD}.${warned}.${atMs}`;
}

/** Reads a Last-Event-ID; undefined for anything that is no id of an event. */
export function parseMark(text: string | undefined): SeenMark | undefined {
  const match = /^(-1|\d{1,18})\.(-1|\d{1,18})\.([012])\.(\d{1,15})$/.exec(text ?? "");
  if (!match) return undefined;
  const [, token = "-1", dollars = "-1", warned = "0", atMs = "0"] = match;
  return {
    versions: { TOKEN: BigInt(token), USD: BigInt(dollars) },
    warned: Number(warned) as 0 | 1 | 2,
    atMs: Number(atMs),
  };
}

/**
 * Whether a returning reader missed a warning: it is worse than the last one, or its version is newer, so
 * the balance may have recovered and fallen again. One warning too many does less harm than one too few.
 */
export function missedWarning(seen: SeenMark, level: 0 | 1 | 2, version: bigint): boolean {
  return level > 0 && (level > seen.warned || version > seen.versions.TOKEN);
}
