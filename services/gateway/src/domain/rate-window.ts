/** What a taken point says about its key. */
export interface Taken {
  allowed: boolean;
  remaining: number;
  /** Until the key's window ends. */
  resetMs: number;
}

interface Window {
  used: number;
  endsAtMs: number;
}

/** Ended windows that each call removes: more than it adds, so there are never more keys than in one window. */
const SWEPT = 2;

/** Counts points by key in windows of a fixed length; a key's window begins with its first point. */
export class RateWindow {
  readonly #points: number;
  readonly #windowMs: number;
  /** In the order of their ends: all are equally long. */
  readonly #windows = new Map<string, Window>();

  constructor(points: number, windowMs: number) {
    this.#points = points;
    this.#windowMs = windowMs;
  }

  get size(): number {
    return this.#windows.size;
  }

  take(key: string, cost: number, nowMs: number): Taken {
    this.#sweep(nowMs);
    const window = this.#windowOf(key, nowMs);
    window.used += cost;
    return {
      allowed: window.used <= this.#points,
      remaining: Math.max(0, this.#points - window.used),
      resetMs: window.endsAtMs - nowMs,
    };
  }

  #windowOf(key: string, nowMs: number): Window {
    const known = this.#windows.get(key);
    if (known !== undefined && known.endsAtMs > nowMs) return known;
    // Put in again, it is the last to end.
    if (known !== undefined) this.#windows.delete(key);
    const window = { used: 0, endsAtMs: nowMs + this.#windowMs };
    this.#windows.set(key, window);
    return window;
  }

  #sweep(nowMs: number): void {
    let swept = 0;
    for (const [key, { endsAtMs }] of this.#windows) {
      if (endsAtMs > nowMs || swept++ >= SWEPT) return;
      this.#windows.delete(key);
    }
  }
}
