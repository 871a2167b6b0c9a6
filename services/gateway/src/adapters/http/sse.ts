import type { ServerResponse } from "node:http";
import { MetercastError } from "@metercast/runtime";
import type { Context } from "hono";
import type { LiveEvent, LiveReader } from "../../usecases/follower.ts";
import type { GatewayEnv } from "./env.ts";

/** What a reader may be behind, on top of what the sockets hold: some hundreds of events. Whoever reads slower comes back and gets the present. */
const MAX_BACKLOG_BYTES = 256 * 1024;
/** A page that is open for longer comes back by itself; what a connection remembers of what it has shown stays small. */
const MAX_OPEN_MS = 12 * 3_600_000;

export interface SseStream<Name extends string> extends LiveReader<Name> {
  readonly body: ReadableStream<Uint8Array>;
  isOpen(): boolean;
}

/** @throws rate_limited for one user too many pages, unavailable where this replica has no room */
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
 * An event stream that drops its reader instead of buffering for it, and ends with its token. `onClose` is called once, whoever ends it, and never
 * before this has returned.
 */
export function openSse<Name extends string>(
  expiresAtMs: number,
  outgoing: ServerResponse,
  onClose: () => void,
): SseStream<Name> {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
        // At once, so that the client knows that it is connected; and how soon to come back.
        started.enqueue(encoder.encode("retry: 1000\n\n"));
      },
      cancel: () => void end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_BACKLOG_BYTES }),
  );
  const openMs = Math.max(0, Math.min(expiresAtMs - Date.now(), MAX_OPEN_MS));
  const expiry = setTimeout(close, openMs);
  // Whoever goes before the answer, or asks by HEAD, never reads the body, so nothing would cancel it.
  outgoing.once("close", close);
  if (outgoing.destroyed) queueMicrotask(close);

  /** The stream is over; gives it to the first who says so. */
  function end(): ReadableStreamDefaultController<Uint8Array> | undefined {
    const open = controller;
    controller = undefined;
    if (!open) return undefined;
    clearTimeout(expiry);
    onClose();
    return open;
  }

  function close(): void {
    try {
      end()?.close();
    } catch {
      // The client was faster: what it has cancelled can't be closed, and needn't be.
    }
  }

  function write(text: string): void {
    if (!controller) return;
    if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
    else close();
  }

  return {
    body,
    close,
    isOpen: () => controller !== undefined && !outgoing.destroyed,
    heartbeat: () => write(": still here\n\n"),
    send: ({ event, id, data }: LiveEvent<Name>) =>
      write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
  };
}

export function sseAnswer(c: Context<GatewayEnv>, { body }: { body: ReadableStream<Uint8Array> }) {
  return c.body(body, 200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    // nginx and its like hold back small writes otherwise.
    "X-Accel-Buffering": "no",
  });
}
