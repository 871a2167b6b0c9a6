import { AsyncLocalStorage } from "node:async_hooks";
import type { LiveReader } from "../../ports/live-reader.ts";
import type { WebSocket } from "./upgrade.ts";

/** Close codes; 4000 and above are this protocol's own (docs/LIVE.md). */
export const CLOSE = {
  /** The server goes away, or brings the page up to date by a new connection: connect again. */
  restart: 1012,
  binary: 1003,
  tokenExpired: 4401,
  tooManyFrames: 4429,
} as const;

const REASONS: Record<number, string> = {
  [CLOSE.restart]: "connect again",
  [CLOSE.binary]: "frames are text",
  [CLOSE.tokenExpired]: "the token has expired",
  [CLOSE.tooManyFrames]: "too many refused frames",
};

/** As of an event stream: see SseStream. */
const MAX_BACKLOG_BYTES = 256 * 1024;
const MAX_OPEN_MS = 12 * 3_600_000;
/** For the client's side of a close; then the connection is cut. Within the 4 s of a drain. */
const CLOSE_MS = 2_000;
/** Silent ticks (15 s each) after which the client is asked for a sign of life, and after which it is gone. */
const PING_AFTER = 2;
const GONE_AFTER = 4;
const STILL_HERE = '{"event":"still_here"}';

const outsideOfRequests = AsyncLocalStorage.snapshot();

const bytesOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

interface LiveSocketOptions<Event> {
  /** When the token ends, ms: the connection ends with it. */
  expiresAtMs: number;
  view: (event: Event) => object;
  /** Called once, never before the constructor returns. */
  onClose: () => void;
  /** A frame of the client. */
  onText: (text: string) => void;
}

/**
 * A live connection as a WebSocket. It drops a slow reader instead of buffering for it, and reads nothing
 * before the present was sent.
 */
export class LiveSocket<Event extends { type: string }> implements LiveReader<Event> {
  readonly #options: LiveSocketOptions<Event>;
  readonly #expiry: NodeJS.Timeout;
  #socket: WebSocket | undefined;
  #open = true;
  /** Frames from before the handshake. */
  #waiting: string[] = [];
  /** Why this side has ended it. */
  #code: number = CLOSE.restart;
  #sentSinceTick = false;
  #silentTicks = 0;
  /** Bytes of the first picture, until a tick finds all of them on their way. */
  #unreadPicture = 0;

  constructor(options: LiveSocketOptions<Event>) {
    this.#options = options;
    const untilExpiryMs = options.expiresAtMs - Date.now();
    const openMs = Math.max(0, Math.min(untilExpiryMs, MAX_OPEN_MS));
    const code = untilExpiryMs < MAX_OPEN_MS ? CLOSE.tokenExpired : CLOSE.restart;
    this.#expiry = outsideOfRequests(() => setTimeout(() => this.end(code), openMs));
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** The handshake is done: sends what waits, and reads. */
  begin(socket: WebSocket): void {
    this.#socket = socket;
    // What breaks the protocol, or is too long, closes the connection with its code.
    socket.on("error", () => undefined);
    socket.on("message", (data: Buffer, isBinary) => {
      this.#silentTicks = 0;
      if (!this.#open) return;
      if (isBinary) this.end(CLOSE.binary);
      else this.#options.onText(data.toString());
    });
    socket.on("pong", () => {
      this.#silentTicks = 0;
    });
    const first = this.#waiting.splice(0);
    this.#unreadPicture = bytesOf(first);
    for (const text of first) this.#write(text);
    if (!this.#open) this.#hangUp(socket, this.#code);
  }

  send(id: string, event: Event): void {
    if (this.#open) this.#write(this.#textOf(id, event));
  }

  /** As SseStream: a first picture may be larger than the backlog. */
  sendAll(events: readonly { id: string; event: Event }[]): void {
    const texts = events.map(({ id, event }) => this.#textOf(id, event));
    this.#unreadPicture += bytesOf(texts);
    for (const text of texts) this.#write(text);
  }

  #textOf(id: string, event: Event): string {
    return JSON.stringify({ event: event.type, id, data: this.#options.view(event) });
  }

  /** Answers a frame of the client. */
  answer(frame: { event: string; data: object }): void {
    this.#write(JSON.stringify(frame));
  }

  heartbeat(): void {
    const socket = this.#socket;
    if (!this.#open || socket === undefined) return;
    if (socket.bufferedAmount === 0) this.#unreadPicture = 0;
    this.#silentTicks += 1;
    // A client that sends heartbeats is never asked.
    if (this.#silentTicks > GONE_AFTER) socket.terminate();
    else if (this.#silentTicks > PING_AFTER) socket.ping();
    if (!this.#sentSinceTick) this.#write(STILL_HERE);
    this.#sentSinceTick = false;
  }

  close(): void {
    this.end(CLOSE.restart);
  }

  end(code: number): void {
    if (!this.#open) return;
    this.#code = code;
    this.gone();
    if (this.#socket) this.#hangUp(this.#socket, code);
  }

  /** The other side has gone, or this side gives up before the handshake. */
  gone(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#waiting = [];
    clearTimeout(this.#expiry);
    this.#options.onClose();
  }

  #hangUp(socket: WebSocket, code: number): void {
    socket.close(code, REASONS[code]);
    const cut = outsideOfRequests(() => setTimeout(() => socket.terminate(), CLOSE_MS));
    socket.once("close", () => clearTimeout(cut));
  }

  #write(text: string): void {
    if (!this.#open) return;
    const socket = this.#socket;
    if (socket === undefined) {
      this.#waiting.push(text);
      return;
    }
    if (socket.bufferedAmount >= MAX_BACKLOG_BYTES + this.#unreadPicture) socket.terminate();
    else {
      this.#sentSinceTick = true;
      socket.send(text);
    }
  }
}
