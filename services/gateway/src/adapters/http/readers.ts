import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

interface Answer {
  response: ServerResponse;
  sinceMs: number;
}

/** What a connection had taken when it was last seen to take something. */
interface Taken {
  bytes: number;
  atMs: number;
}

/**
 * Finds readers that do not read. Their connections would be held, with what waits for them, for as long as
 * they like.
 */
export function watchReaders({ unreadMs, answerMs }: { unreadMs: number; answerMs: number }) {
  const answers = new WeakMap<Socket, Answer>();
  const waiting = new Map<Socket, Taken>();

  function standsStill(socket: Socket, nowMs: number): boolean {
    if (socket.writableLength === 0) {
      waiting.delete(socket);
      return false;
    }
    // What the kernel has taken. Its own buffers fill first: a reader that is here holds some hundred
    // kilobytes more.
    const bytes = socket.bytesWritten - socket.writableLength;
    const last = waiting.get(socket);
    if (last?.bytes === bytes) return nowMs - last.atMs >= unreadMs;
    waiting.set(socket, { bytes, atMs: nowMs });
    return false;
  }

  function takesTooLong(socket: Socket, nowMs: number): boolean {
    const answer = answers.get(socket);
    if (!answer || answer.response.writableFinished || nowMs - answer.sinceMs < answerMs) return false;
    return !isEventStream(answer.response);
  }

  return {
    answering(socket: Socket, response: ServerResponse): void {
      answers.set(socket, { response, sinceMs: Date.now() });
    },
    look(connections: Iterable<Socket>, nowMs: number): void {
      for (const socket of waiting.keys()) if (socket.destroyed) waiting.delete(socket);
      for (const socket of connections)
        if (standsStill(socket, nowMs) || takesTooLong(socket, nowMs)) socket.destroy();
    },
  };
}

const isEventStream = (response: ServerResponse) =>
  String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
