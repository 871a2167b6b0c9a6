import type { LiveEvent, LiveReader } from "../../usecases/follower.ts";

/** What a reader may be behind, on top of what the sockets hold: some hundreds of events. Whoever reads slower comes back and gets the present. */
const MAX_BACKLOG_BYTES = 256 * 1024;

export interface SseStream extends LiveReader {
  readonly body: ReadableStream<Uint8Array>;
}

/** An event stream that drops its reader instead of buffering for it. `onClose` is called once, whoever ends it. */
export function openSse(onClose: () => void): SseStream {
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

  /** The stream is over; true for the first who says so. */
  function end(): ReadableStreamDefaultController<Uint8Array> | undefined {
    const open = controller;
    controller = undefined;
    if (open) onClose();
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
    heartbeat: () => write(": still here\n\n"),
    send: ({ event, id, data }: LiveEvent) =>
      write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
  };
}
