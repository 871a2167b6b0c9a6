import { errorOf, MetercastApiError } from "./error.ts";
import { type Outcome, pause, pauseBeforeNext, type RetryLimits } from "./retry.ts";

/**
 * Returns the bearer token; `rejected`: the last one got 401, so a new one is needed. Undefined: no token.
 */
export type TokenProvider = (context: {
  rejected: boolean;
}) => string | undefined | Promise<string | undefined>;

export interface Sending {
  token: TokenProvider | undefined;
  fetch: (request: Request) => Promise<Response>;
  retry: RetryLimits;
  /** For one request and its answer. */
  timeoutMs: number;
}

/**
 * Sends a request, retries if safe, and returns the response with its body read. Throws unsuccessful
 * responses. @throws MetercastApiError; the signal's reason if the caller aborted
 */
export async function send(request: Request, repeatable: boolean, sending: Sending): Promise<Response> {
  const { signal } = request;
  let askedAnew = false;
  let rejected = false;
  for (let attempt = 1; ; attempt++) {
    let failure: MetercastApiError;
    try {
      return await sendOnce(request, rejected, sending);
    } catch (error) {
      if (signal.aborted || !(error instanceof MetercastApiError)) throw error;
      failure = error;
    }
    // An expired token: one more attempt with a new one, beyond the limit. The request had no effect, so
    // even writes without a key may repeat.
    rejected = failure.status === 401 && sending.token !== undefined && !askedAnew;
    if (rejected) {
      askedAnew = true;
      attempt--;
      continue;
    }
    const circumstances = { repeatable, attempt, random: Math.random() };
    const waitMs = pauseBeforeNext(outcomeOf(failure), circumstances, sending.retry);
    if (waitMs === undefined) throw failure;
    await pause(waitMs, signal);
  }
}

const outcomeOf = ({ status, code, retryAfterMs }: MetercastApiError): Outcome => ({
  status,
  code,
  retryAfterMs,
});

async function sendOnce(request: Request, rejected: boolean, sending: Sending): Promise<Response> {
  const token = await sending.token?.({ rejected });
  const timeout = AbortSignal.timeout(sending.timeoutMs);
  // Keeps the original for the next attempt, because a body can be read once.
  const copy = new Request(request.clone(), { signal: AbortSignal.any([request.signal, timeout]) });
  if (token !== undefined) copy.headers.set("Authorization", `Bearer ${token}`);
  const { response, body } = await answer(copy, timeout, sending);
  if (response.ok) return new Response(body.byteLength === 0 ? null : body, response);
  throw errorOf(response, parsed(new TextDecoder().decode(body)));
}

/** The response with its whole body; a truncated one fails. */
async function answer(request: Request, timeout: AbortSignal, { fetch, timeoutMs }: Sending) {
  try {
    const response = await fetch(request);
    return { response, body: await response.arrayBuffer() };
  } catch (cause) {
    if (timeout.aborted)
      throw new MetercastApiError({ code: "timed_out", message: `no answer in ${timeoutMs} ms`, cause });
    // fetch throws TypeError for every network failure; everything else, including the caller's abort,
    // passes through.
    if (!(cause instanceof TypeError)) throw cause;
    throw new MetercastApiError({ code: "unreachable", message: "the API can't be reached", cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
