export interface RetryLimits {
  /** Requests in total, the first one included. */
  attempts: number;
  /** Upper bound of the first pause; it doubles with each attempt. */
  baseDelayMs: number;
  /** Upper bound of every pause. */
  maxDelayMs: number;
  /** A longer Retry-After is left to the caller, in the error. */
  maxRetryAfterMs: number;
}

/** Some seconds in total: longer than a restart of the gateway. */
export const DEFAULT_RETRY: RetryLimits = {
  attempts: 4,
  baseDelayMs: 250,
  maxDelayMs: 5_000,
  maxRetryAfterMs: 30_000,
};

/** The result of one request. */
export interface Outcome {
  /** 0: no response. */
  status: number;
  code: string;
  retryAfterMs: number | undefined;
}

/**
 * The pause before a retry in ms; undefined: no retry. `repeatable`: sending it twice does no harm (a read,
 * or a write with its Idempotency-Key). `attempt` counts from 1; `random` is from [0, 1).
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
  // Clients refused together must not return together.
  return outcome.retryAfterMs + random * limits.baseDelayMs;
}

/**
 * Transient: no response, too many requests, a failure of the server, and our own earlier request still
 * running.
 */
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
