import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { MetercastError } from "@metercast/runtime";
import type { Context } from "hono";
import type { LiveReader } from "../../ports/live-reader.ts";
import type { GatewayEnv } from "./env.ts";

/**
 * Unread bytes of one reader besides the sockets' buffers: some hundreds of events. A slower reader
 * reconnects and gets the present state.
 */
const MAX_BACKLOG_BYTES = 256 * 1024;
/** An older page reconnects, so the state of a connection stays small. */
const MAX_OPEN_MS = 12 * 3_600_000;

/** @throws rate_limited if the user has too many event streams, unavailable if this replica has */
export function assertRoom(
  { connections, perUser }: { connections: number; perUser: number },
  open: number,
  openOfUser: number,
): void {
  if (openOfUser >= perUser)
    throw new MetercastError("rate_limited", `at most ${perUser} event streams per user`);
  if (open >= connections) throw new MetercastError("unavailable", "no room for another event stream");
}

/**
 * A timer keeps the async context of its request, for example the trace. The timer of an open page is set
 * outside of it.
 */
const outsideOfRequests = AsyncLocalStorage.snapshot();

interface SseOptions<Event> {
  /** When the token ends, ms: the stream ends with it. */
  expiresAtMs: number;
  /** Node's own response: an open page costs a third less memory than with a web stream. */
  outgoing: ServerResponse;
  /** The `data` of an event. */
  view: (event: Event) => object;
  /** Called once, never before the constructor returns. */
  onClose: () => void;
}

/** A stream of server-sent events. It drops a slow reader instead of buffering for it. */
export class SseStream<Event extends { type: string }> implements LiveReader<Event> {
  readonly #outgoing: ServerResponse;
  readonly #view: (event: Event) => object;
  readonly #onClose: () => void;
  readonly #expiry: NodeJS.Timeout;
  #open = true;
  /** Bytes of the first picture, until all of them are on their way. */
  #unreadPicture = 0;
  /** Text from before the answer begins. The first line tells the client how soon to reconnect. */
  #waiting: string[] | undefined = ["retry: 1000\n\n"];

  constructor({ expiresAtMs, outgoing, view, onClose }: SseOptions<Event>) {
    this.#outgoing = outgoing;
    this.#view = view;
    this.#onClose = onClose;
    const close = () => this.close();
    const openMs = Math.max(0, Math.min(expiresAtMs - Date.now(), MAX_OPEN_MS));
    this.#expiry = outsideOfRequests(() => setTimeout(close, openMs));
    outgoing.on("close", close);
    if (outgoing.destroyed) queueMicrotask(close);
  }

  get isOpen(): boolean {
    return this.#open && !this.#outgoing.destroyed;
  }

  /** Sends the headers and all earlier text. */
  begin(headers: Headers): void {
    const text = this.#waiting?.join("") ?? "";
    this.#waiting = undefined;
    this.#outgoing.writeHead(200, Object.fromEntries(headers));
    // A HEAD request gets no events, and would never end.
    if (this.#outgoing.req.method === "HEAD") this.close();
    else this.#outgoing.write(text);
    if (!this.#open) this.#outgoing.end();
  }

  send(id: string, event: Event): void {
    if (this.#open) this.#write(this.#textOf(id, event));
  }

  /**
   * Hundreds of rows are more than the backlog. A reader that was dropped for them would reconnect, get them
   * again, and be dropped again, without end.
   */
  sendAll(events: readonly { id: string; event: Event }[]): void {
    if (!this.#open) return;
    const text = events.map(({ id, event }) => this.#textOf(id, event)).join("");
    this.#write(text);
    if (!this.#outgoing.writableNeedDrain) return;
    this.#unreadPicture = Buffer.byteLength(text);
    this.#outgoing.once("drain", () => {
      this.#unreadPicture = 0;
    });
  }

  #textOf(id: string, event: Event): string {
    return `event: ${event.type}\nid: ${id}\ndata: ${JSON.stringify(this.#view(event))}\n\n`;
  }

  heartbeat(): void {
    this.#write(": still here\n\n");
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#expiry);
    // Before it begins the route may still answer with an error.
    if (!this.#waiting) this.#outgoing.end();
    this.#onClose();
  }

  #write(text: string): void {
    if (!this.#open) return;
    if (this.#waiting) this.#waiting.push(text);
    else if (this.#outgoing.writableLength < MAX_BACKLOG_BYTES + this.#unreadPicture)
      this.#outgoing.write(text);
    else this.#outgoing.destroy();
  }
}

/** This header stays inside the process: it keeps the HTTP server from writing the answer. */
const ALREADY_SENT = "x-hono-already-sent";

/**
 * The answer of a route that opened an event stream. It begins when its headers are complete
 * (`beginEventStream`).
 */
export function sseAnswer(c: Context<GatewayEnv>, stream: { begin(headers: Headers): void }) {
  c.set("eventStream", stream);
  return c.body(null, 200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    // Otherwise nginx and similar proxies hold back small writes.
    "X-Accel-Buffering": "no",
  });
}

/** Begins the event stream that the route opened, if it did. */
export function beginEventStream(c: Context<GatewayEnv>): void {
  const stream = c.get("eventStream");
  if (!stream) return;
  stream.begin(c.res.headers);
  c.res.headers.set(ALREADY_SENT, "true");
  // The HTTP server ignores that header on its light responses; reading the body makes this a full one.
  void c.res.body;
}
