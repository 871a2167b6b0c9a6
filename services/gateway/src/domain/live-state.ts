import type { Asset } from "@metercast/money";

/** What a reader has been shown, so that it is never shown anything older. One per connection. */
export class ShownVersions {
  readonly #versions = new Map<string, bigint>();

  /** True where `version` is newer than everything shown under this key; then it counts as shown. */
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

/** A session as far as a live page needs it. Both parts only ever grow, so that any two pictures of it can be merged. */
export interface LiveSession {
  id: string;
  streamId: string;
  tokensPerMinute: bigint;
  minutesBilled: number;
  /** Undefined while active. */
  ended: { reason: string; at: Date | undefined } | undefined;
  startedAt: Date | undefined;
}

/** The newer parts of both pictures: more minutes, and an end once it is known. The first end that was heard stays. */
export function mergeSession(shown: LiveSession, news: Partial<LiveSession>): LiveSession {
  return {
    ...shown,
    // An end that was heard of before its start may not know the price.
    tokensPerMinute: shown.tokensPerMinute || (news.tokensPerMinute ?? 0n),
    minutesBilled: Math.max(shown.minutesBilled, news.minutesBilled ?? 0),
    ended: shown.ended ?? news.ended,
  };
}

/** Grows with each minute and with the end, and with nothing else. */
export const sessionVersion = (session: LiveSession): bigint =>
  BigInt(session.minutesBilled) * 2n + (session.ended ? 1n : 0n);

/** What the id of an SSE event says: what this reader had seen when it came. */
export interface SeenMark {
  versions: Readonly<Record<Asset, bigint>>;
  /** The worst warning sent and not taken back by a recovery: 0 none, 1 low, 2 nothing left. */
  warned: 0 | 1 | 2;
  atMs: number;
}

export const NOTHING_SEEN: SeenMark = { versions: { TOKEN: -1n, USD: -1n }, warned: 0, atMs: 0 };

/** "<token version>.<usd version>.<warned>.<ms>"; opaque to clients. -1: no such account seen. */
export function formatMark({ versions, warned, atMs }: SeenMark): string {
  return `${versions.TOKEN}.${versions.USD}.${warned}.${atMs}`;
}

/** Reads what a client sent as Last-Event-ID; undefined for anything that no event of ours had as its id. */
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
 * Whether a reader who comes back missed a warning: it is worse than the last one it got, or it may have recovered and sunk again
 * since (a newer version). A warning too many does less harm than one too few.
 */
export function missedWarning(seen: SeenMark, level: 0 | 1 | 2, version: bigint): boolean {
  return level > 0 && (level > seen.warned || version > seen.versions.TOKEN);
}
