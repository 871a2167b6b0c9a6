import { MetercastApiError } from "./error.ts";
import { connect, type EventOptions, type EventsOf, type Heard, readEvents } from "./events.ts";
import { pause } from "./retry.ts";
import type { Sending } from "./send.ts";

const EVENTS_PATH = "/api/wallet/events";
const PROTOCOL = "metercast.live.v1";

export interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number }) => void): void;
}

export interface LiveOptions extends EventOptions {
  /** Opens a WebSocket; default: the platform's. False: an event stream and POST only. */
  webSocket?: ((url: string, protocols: string[]) => Socket) | false;
}

/** The answer to a heartbeat, whichever way it went. */
export interface Heartbeat {
  session_id: string;
  status: "active" | "ended";
  end_reason: string | null;
  runs_out_at: string | null;
}

/** A player's connection. */
export interface Live {
  /** As `events("/api/wallet/events")`; read it for as long as the player is open. */
  events: AsyncGenerator<EventsOf<typeof EVENTS_PATH>, void>;
  /** Reports presence; resolves when the report is stored. Every 15 s. */
  heartbeat(sessionId: string): Promise<Heartbeat>;
  /** What carries the events right now. */
  readonly transport: "websocket" | "event_stream" | undefined;
}

/** After a WebSocket did not work and an event stream did: a proxy on the way does not pass them. */
const BLOCKED_MS = 600_000;
/** Events that wait for the reader; a page that stands still for longer gets the present state again. */
const MAX_UNREAD = 1_000;
/** The server answers within 2 s or says that it can't. */
const ANSWER_MS = 5_000;
/** Clients of one restarting server come back spread over this. */
const RESTART_SPREAD_MS = 3_000;
const SILENCE_MS = 40_000;

/** An open WebSocket. */
interface Line {
  socket: Socket;
  /** Events that were not read yet. */
  unread: Frame[];
  /** Frames that came. */
  heard: number;
  lastHeardMs: number;
  closed: { code: number } | undefined;
  /** Called when there is an event, or the end. */
  wake: () => void;
  /** Session → what waits for the answers to its heartbeats, oldest first. */
  asked: Map<string, ((answer: Heartbeat | undefined) => void)[]>;
}

interface Frame {
  event: string;
  id?: string;
  data?: unknown;
}

export function openLive(
  baseUrl: string,
  options: LiveOptions,
  sending: Sending,
  post: (sessionId: string) => Promise<Heartbeat>,
): Live {
  const { webSocket = platformSocket() } = options;
  let line: Line | undefined;
  let transport: Live["transport"];
  let blockedUntilMs = 0;

  async function* connectLive(
    url: string,
    lastEventId: string,
    connection: { rejected: boolean },
    _: EventOptions,
    __: Sending,
  ): ReturnType<typeof connect> {
    let token = connection;
    if (webSocket !== false && Date.now() >= blockedUntilMs) {
      const bearer = await sending.token?.(connection);
      // A refused token was replaced by now.
      token = { rejected: false };
      const opened = await open(webSocket, liveUrl(baseUrl, lastEventId), bearer, sending.timeoutMs, options);
      if (opened) {
        line = opened;
        transport = "websocket";
        try {
          return yield* eventsOf(opened, options);
        } catch (error) {
          if (opened.heard === 0 && isUnreachable(error)) blockedUntilMs = Date.now() + BLOCKED_MS;
          throw error;
        } finally {
          line = undefined;
          transport = undefined;
          opened.socket.close();
          answerNone(opened);
        }
      }
    }
    if (options.signal?.aborted) return;
    try {
      // It says why, where the server refused: a browser shows no status of a WebSocket.
      for await (const heard of connect(url, lastEventId, token, options, sending)) {
        if (transport === undefined && webSocket !== false && Date.now() >= blockedUntilMs)
          blockedUntilMs = Date.now() + BLOCKED_MS;
        transport = "event_stream";
        yield heard;
      }
    } finally {
      transport = undefined;
    }
  }

  return {
    events: readEvents(baseUrl, EVENTS_PATH, options, sending, connectLive),
    async heartbeat(sessionId) {
      return (line && (await ask(line, sessionId))) ?? (await post(sessionId));
    },
    get transport() {
      return transport;
    },
  };
}

function platformSocket(): ((url: string, protocols: string[]) => Socket) | false {
  const { WebSocket } = globalThis;
  return WebSocket === undefined ? false : (url, protocols) => new WebSocket(url, protocols);
}

function liveUrl(baseUrl: string, lastEventId: string): string {
  const page = (globalThis as { location?: { href: string } }).location?.href;
  const url = new URL(`${baseUrl}/api/live`, page);
  url.protocol = url.protocol.replace("http", "ws");
  if (lastEventId !== "") url.searchParams.set("last_event_id", lastEventId);
  return url.href;
}

/** Undefined: the answer did not come this way. */
function ask({ socket, asked, closed }: Line, sessionId: string): Promise<Heartbeat | undefined> {
  return new Promise((resolve) => {
    if (closed) return resolve(undefined);
    const answer = (heartbeat: Heartbeat | undefined) => {
      clearTimeout(late);
      const waiting = (asked.get(sessionId) ?? []).filter((one) => one !== answer);
      if (waiting.length > 0) asked.set(sessionId, waiting);
      else asked.delete(sessionId);
      resolve(heartbeat);
    };
    const late = setTimeout(() => answer(undefined), ANSWER_MS);
    asked.set(sessionId, [...(asked.get(sessionId) ?? []), answer]);
    socket.send(JSON.stringify({ event: "heartbeat", data: { session_id: sessionId } }));
  });
}

/** Undefined if it did not open: refused, blocked on the way, or the server is away. */
function open(
  webSocket: (url: string, protocols: string[]) => Socket,
  url: string,
  token: string | undefined,
  timeoutMs: number,
  { signal }: LiveOptions,
): Promise<Line | undefined> {
  return new Promise((resolve) => {
    let socket: Socket;
    try {
      socket = webSocket(url, [PROTOCOL, ...(token === undefined ? [] : [`bearer.${token}`])]);
    } catch {
      // A page whose policy forbids it.
      return resolve(undefined);
    }
    const line: Line = {
      socket,
      unread: [],
      heard: 0,
      lastHeardMs: Date.now(),
      closed: undefined,
      wake: () => undefined,
      asked: new Map(),
    };
    const giveUp = () => {
      clearTimeout(late);
      signal?.removeEventListener("abort", giveUp);
      socket.close();
      resolve(undefined);
    };
    const late = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener("abort", giveUp, { once: true });
    if (signal?.aborted) giveUp();
    socket.addEventListener("open", () => {
      clearTimeout(late);
      signal?.removeEventListener("abort", giveUp);
      line.lastHeardMs = Date.now();
      resolve(line);
    });
    socket.addEventListener("message", ({ data }) => take(line, frameOf(data)));
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("close", ({ code }) => {
      line.closed = { code };
      answerNone(line);
      line.wake();
      giveUp();
    });
  });
}

function frameOf(data: unknown): Frame {
  try {
    return JSON.parse(String(data)) as Frame;
  } catch {
    return { event: "unreadable" };
  }
}

/** Answers to heartbeats go to those who wait for them, also while the page reads no events. */
function take(line: Line, frame: Frame): void {
  line.heard += 1;
  line.lastHeardMs = Date.now();
  if (frame.event === "heartbeat") answer(line, frame.data as Heartbeat);
  else if (frame.event === "error") refuse(line, frame.data as { session_id: string | null });
  line.unread.push(frame);
  // The page stands still: it gets the present state with the next connection.
  if (line.unread.length > MAX_UNREAD) line.socket.close();
  line.wake();
}

async function* eventsOf(
  line: Line,
  { signal, silenceMs = SILENCE_MS }: LiveOptions,
): AsyncGenerator<Heard | { comment: string }> {
  yield { comment: "open" };
  const stop = () => line.wake();
  signal?.addEventListener("abort", stop);
  try {
    while (!signal?.aborted) {
      const unread = line.unread.splice(0);
      for (const { event, id, data } of unread)
        yield id === undefined ? { comment: event } : { event, id, data };
      if (unread.length > 0) continue;
      if (line.closed) return await endOf(line.closed.code, signal);
      const leftMs = line.lastHeardMs + silenceMs - Date.now();
      if (leftMs <= 0) throw new MetercastApiError({ code: "timed_out", message: "the line is silent" });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        line.wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (signal?.aborted) line.wake();
      });
    }
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

const answer = ({ asked }: Line, heartbeat: Heartbeat) => asked.get(heartbeat.session_id)?.[0]?.(heartbeat);

/** The caller sends it by POST instead, whose answer says what is wrong. */
const refuse = ({ asked }: Line, { session_id: id }: { session_id: string | null }) =>
  asked.get(id ?? asked.keys().next().value ?? "")?.[0]?.(undefined);

function answerNone({ asked }: Line): void {
  for (const waiting of [...asked.values()]) for (const one of waiting) one(undefined);
}

const broken = (message: string) => new MetercastApiError({ code: "unreachable", message });
const isUnreachable = (error: unknown) =>
  error instanceof MetercastApiError && (error.code === "unreachable" || error.code === "timed_out");

/** What a close code asks of the client. */
async function endOf(code: number, signal: AbortSignal | undefined): Promise<void> {
  if (code === 4401)
    throw new MetercastApiError({ code: "unauthenticated", message: "the token has expired", status: 401 });
  if (code === 4429)
    throw new MetercastApiError({
      code: "rate_limited",
      message: "too many frames",
      status: 429,
      retryAfterMs: 30_000,
    });
  if (code !== 1001 && code !== 1012) throw broken(`the line broke (${code})`);
  await pause(Math.random() * RESTART_SPREAD_MS, signal).catch(() => undefined);
}
