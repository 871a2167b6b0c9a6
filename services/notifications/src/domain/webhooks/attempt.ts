import { retryAfterMs } from "../retry-after.ts";
import type { WebhookEndpoint } from "./endpoint.ts";
import { MAX_RETRY_AFTER_MS, nextAttemptAt } from "./schedule.ts";

/** What came of one request. */
export interface AttemptResult {
  /** 0: there was no response. */
  status: number;
  /** Why there was none; a word of the egress guard. */
  failure: string | undefined;
  retryAfter: string | undefined;
}

/** Why an attempt failed: a stable word. Undefined: the endpoint accepted the message. */
export function errorOf({ status, failure }: AttemptResult): string | undefined {
  if (failure !== undefined) return failure;
  if (status >= 200 && status < 300) return undefined;
  // A redirect is not followed: it could lead anywhere.
  if (status >= 300 && status < 400) return "redirected";
  if (status === 410) return "gone";
  return status === 429 ? "throttled" : "bad_status";
}

export interface FailedAttempt {
  endpoint: WebhookEndpoint;
  result: AttemptResult;
  /** Of the current schedule, from 1. */
  step: number;
  now: Date;
  /** 0 to 1. */
  random: number;
}

export interface AfterFailure {
  endpoint: WebhookEndpoint;
  /** Undefined: the delivery is given up. */
  nextAt: Date | undefined;
}

/** Statuses with which a server asks for less. Then Retry-After holds for all messages. */
const THROTTLING = [429, 502, 503, 504];
/** An endpoint does not stop all of its messages for longer by one response. */
const MAX_PAUSE_MS = 3_600_000;
const FAILING_DAYS = 5;
const DAY_MS = 86_400_000;
/** As many as one message has: two messages long ago and now do not disable a quiet endpoint. */
const FAILING_ATTEMPTS = 10;

/** What a failed attempt means for its delivery and its endpoint. */
export function afterFailure({ endpoint, result, step, now, random }: FailedAttempt): AfterFailure {
  const asked = THROTTLING.includes(result.status)
    ? retryAfterMs(result.retryAfter, now.getTime(), MAX_RETRY_AFTER_MS)
    : undefined;
  const failing = failingAfter(endpoint.failing, now);
  const reason = disabledReason(result, failing, now);
  const after = { ...endpoint, failing, pausedUntil: pauseAfter(endpoint.pausedUntil, asked, now) };
  if (reason === undefined) {
    const nextAt = nextAttemptAt(step, { now, random, ...(asked !== undefined && { retryAfterMs: asked }) });
    return { endpoint: after, nextAt };
  }
  return { endpoint: { ...after, disabled: endpoint.disabled ?? { reason, at: now } }, nextAt: undefined };
}

type Failing = NonNullable<WebhookEndpoint["failing"]>;

/** Until a success: a quiet endpoint that fails is failing between its messages too. */
const failingAfter = (before: Failing | undefined, now: Date): Failing => ({
  since: before?.since ?? now,
  attempts: (before?.attempts ?? 0) + 1,
});

function disabledReason({ status }: AttemptResult, { since, attempts }: Failing, now: Date) {
  if (status === 410) return "gone";
  const isLong = now.getTime() - since.getTime() >= FAILING_DAYS * DAY_MS;
  return isLong && attempts >= FAILING_ATTEMPTS ? "failing" : undefined;
}

function pauseAfter(before: Date | undefined, askedMs: number | undefined, now: Date): Date | undefined {
  if (askedMs === undefined) return before;
  const until = now.getTime() + Math.min(askedMs, MAX_PAUSE_MS);
  return new Date(Math.max(before?.getTime() ?? 0, until));
}
