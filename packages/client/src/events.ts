import { createParser } from "eventsource-parser";
import type { events } from "../generated/schema.ts";
import { errorOf, MetercastApiError } from "./error.ts";
import { pause } from "./retry.ts";
import type { Sending } from "./send.ts";

export type EventPath = keyof events;

/** One event; its name determines the type of its data. */
export type EventsOf<Path extends EventPath> = {
  [Name in keyof events[Path]]: { event: Name; id: string; data: events[Path][Name] };
}[keyof events[Path]];

export interface ConnectionState {
  status: "connecting" | "connected" | "reconnecting" | "closed";
  /** Time of the last bytes, ms; the server sends some every 15 s. Its age is how old the page may be. */
  lastHeardAt: number | undefined;
  /** Failed connections since the last successful one. */
  failures: number;
  error: Error | undefined;
}

export interface EventOptions {
  signal?: AbortSignal;
  /** Called at once, on every change, and on every event. */
  onState?: (state: ConnectionState) => void;
  /** Last event id of an earlier reader: missed warnings come again. */
  lastEventId?: string;
  /** Silence after which the connection counts as broken; default 40 s, over twice the server's 15 s. */
  silenceMs?: number;
}

const SILENCE_MS = 40_000;
/** Doubles from a second to half a minute. */
const BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;

interface Heard {
  event: string;
  /** Undefined: the event does not change the position. */
  id: string | undefined;
  data: unknown;
}

/**
 * Events of one stream over several connections, until the reader leaves the loop or `signal` aborts (then
 * it ends without an error). @throws MetercastApiError if reconnecting can't help: no permission, no such
 * stream
 */
export async function* readEvents<Path extends EventPath>(
  baseUrl: string,
  path: Path,
  options: EventOptions,
  sending: Sending,
): AsyncGenerator<EventsOf<Path>, void> {
  const { signal, onState } = options;
  let state: ConnectionState = {
    status: "connecting",
    lastHeardAt: undefined,
    failures: 0,
    error: undefined,
  };
  const tell = (news: Partial<ConnectionState>) => {
    state = { ...state, ...news };
    onState?.(state);
  };
  let lastEventId = options.lastEventId ?? "";
  let backoffMs = BACKOFF_MS;
  tell({});
  try {
    while (!signal?.aborted) {
      let error: Error | undefined;
      try {
        const connection = {
          rejected: state.error instanceof MetercastApiError && state.error.status === 401,
        };
        for await (const heard of connect(baseUrl + path, lastEventId, connection, options, sending)) {
          if ("retryMs" in heard) backoffMs = heard.retryMs;
          tell({ status: "connected", lastHeardAt: Date.now(), failures: 0, error: undefined });
          if (!("event" in heard)) continue;
          lastEventId = heard.id ?? lastEventId;
          yield { ...heard, id: lastEventId } as EventsOf<Path>;
        }
      } catch (thrown) {
        if (signal?.aborted) return;
        error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (!mayComeBack(error, state.error)) throw error;
      }
      const failures = state.failures + 1;
      tell({ status: "reconnecting", failures, error });
      const asked = error instanceof MetercastApiError ? error.retryAfterMs : undefined;
      const longest = Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** Math.min(failures - 1, 20));
      // A refused token reconnects at once with a new one; other failures after a jittered pause.
      const waitMs = isRejected(error) ? 0 : Math.max(asked ?? 0, longest * (0.5 + Math.random() / 2));
      await pause(waitMs, signal).catch(() => undefined);
    }
  } catch (error) {
    tell({ error: error as Error });
    throw error;
  } finally {
    tell({ status: "closed" });
  }
}

const isRejected = (error: Error | undefined) => error instanceof MetercastApiError && error.status === 401;

/** A client error is permanent, except an expired token, which gets one new one. */
function mayComeBack(error: Error, before: Error | undefined): boolean {
  if (!(error instanceof MetercastApiError)) return false;
  const { status } = error;
  if (status === 401) return !isRejected(before);
  return status === 0 || status === 429 || status >= 500;
}

/** The events of one connection. */
async function* connect(
  url: string,
  lastEventId: string,
  { rejected }: { rejected: boolean },
  { signal, silenceMs = SILENCE_MS }: EventOptions,
  { token, fetch }: Sending,
): AsyncGenerator<Heard | { retryMs: number } | { comment: string }> {
  const bearer = await token?.({ rejected });
  const line = new AbortController();
  const silence = () =>
    line.abort(new MetercastApiError({ code: "timed_out", message: "the line is silent" }));
  let timer = setTimeout(silence, silenceMs);
  const hangUp = () => line.abort(signal?.reason);
  signal?.addEventListener("abort", hangUp, { once: true });
  try {
    if (signal?.aborted) return;
    const headers = new Headers({ Accept: "text/event-stream" });
    if (bearer !== undefined) headers.set("Authorization", `Bearer ${bearer}`);
    if (lastEventId !== "") headers.set("Last-Event-ID", lastEventId);
    const response = await fetch(new Request(url, { headers, cache: "no-store", signal: line.signal }));
    if (response.status !== 200 || response.body === null)
      throw errorOf(response, await response.json().catch(() => undefined));
    const heard: (Heard | { retryMs: number } | { comment: string })[] = [];
    const parser = createParser({
      onEvent: ({ event = "message", id, data }) => heard.push({ event, id, data: JSON.parse(data) }),
      onComment: (comment) => heard.push({ comment }),
      onRetry: (retryMs) => heard.push({ retryMs }),
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(silence, silenceMs);
      parser.feed(chunk.value);
      yield* heard.splice(0);
    }
  } catch (cause) {
    if (line.signal.reason instanceof MetercastApiError) throw line.signal.reason;
    if (signal?.aborted || cause instanceof MetercastApiError) throw cause;
    const code = cause instanceof SyntaxError ? "unexpected_answer" : "unreachable";
    throw new MetercastApiError({ code, message: "the line broke", cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", hangUp);
    line.abort();
  }
}
