import WebSocket from "ws";
import { seededRandom } from "./numbers.ts";

const TICK_MS = 1;
const ANSWER_MS = 10_000;

export interface Connected {
  socket: WebSocket;
  /** What it sends. */
  text: string;
}

/** Opens WebSockets one after the other. */
export async function connectAll(
  all: readonly { url: string; protocols: string[]; text: string }[],
): Promise<Connected[]> {
  const connected: Connected[] = [];
  for (const { url, protocols, text } of all) {
    const socket = new WebSocket(url, protocols, { perMessageDeflate: false });
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    connected.push({ socket, text });
  }
  return connected;
}

/**
 * Sends frames at random moments, as `openLoad` sends requests, and counts the answers: frames with one of
 * these beginnings.
 */
export async function socketLoad(
  connected: readonly Connected[],
  perSecond: number,
  seconds: number,
  isAnswer: (text: string) => boolean,
): Promise<{ sent: number; answered: number }> {
  const random = seededRandom(1);
  const gapMs = () => (-Math.log(1 - random()) * 1_000) / perSecond;
  let sent = 0;
  let answered = 0;
  const count = (data: WebSocket.RawData) => {
    if (isAnswer(data.toString())) answered += 1;
  };
  for (const { socket } of connected) socket.on("message", count);
  const end = performance.now() + seconds * 1_000;
  for (let due = performance.now() + gapMs(); due < end; ) {
    for (; due < end && due <= performance.now(); due += gapMs()) {
      const { socket, text } = connected[sent++ % connected.length]!;
      socket.send(text);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  for (const until = performance.now() + ANSWER_MS; answered < sent && performance.now() < until; )
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  for (const { socket } of connected) socket.off("message", count);
  return { sent, answered };
}
