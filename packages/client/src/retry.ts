/** How often and how long a call is repeated. */
export interface RetryLimits {
  /** Requests altogether, the first one too. */
  attempts: number;
  /** The first pause is up to this, each further one up to twice the one before. */
  baseDelayMs: number;
  /** No pause of our own is longer. */
  maxDelayMs: number;
  /** A Retry-After that asks for more is left to the caller, who finds it in the error. */
  maxRetryAfterMs: number;
}

/** Some seconds altogether: longer than a restart of the gateway, shorter than a person's patience. */
export const DEFAULT_RETRY: RetryLimits = {
  attempts: 4,
  baseDelayMs: 250,
  maxDelayMs: 5_000,
  maxRetryAfterMs: 30_000,
};

/** What became of one request. */
export interface Outcome {
  /** 0: no answer. */
  status: number;
  code: string;
  retryAfterMs: number | undefined;
}

/**
 * The pause before the same request goes out again, in ms; undefined: it doesn't. `repeatable` says that sending it twice can do no harm: a read, or a
 * write that carries its Idempotency-Key. `attempt` counts from 1; `random` is from [0, 1).
 */
export function pauseBeforeNext(
  outcome: Outcome,
  { repeatable, attempt, random }: { repeatable: boolean; attempt: number; random: number },
  limits: RetryLimits,
): number | undefined {
  if (!repeatable || attempt >= limits.attempts || !mayPass(outcome)) return undefined;
  if (outcome.retryAfterMs === undefined)
    return random * Math.min(limits.maxDelayMs, limits.baseDelayMs * 2 ** Math.min(attempt - 1, 20));
  if (outcome.retryAfterMs > limits.maxRetryAfterMs) return undefined;
  // All who were sent away together must not come back together.
  return outcome.retryAfterMs + random * limits.baseDelayMs;
}

/** What waiting may heal: no answer, too many requests, a failure of the other side, and our own earlier request still running. */
function mayPass({ status, code }: Outcome): boolean {
  return status === 0 || status === 429 || status >= 500 || code === "request_in_progress";
}

/** Resolves after `ms`; rejects with the signal's reason once it aborts. */
export function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const done = () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
  });
}
