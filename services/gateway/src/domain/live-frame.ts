/** What a client may send over its live connection. */
export interface ClientFrame {
  event: "heartbeat";
  sessionId: string;
}

export type ReadFrame = { frame: ClientFrame } | { problem: string };

/** Longer frames are refused unread: a heartbeat has 80 bytes. */
export const MAX_FRAME_BYTES = 1_024;

/** Reads `{"event":"heartbeat","data":{"session_id":"ses_…"}}`. Further fields are ignored: later clients may send some. */
export function readFrame(text: string): ReadFrame {
  const said = parsed(text);
  if (!isObject(said)) return { problem: "a frame is a JSON object with an event and its data" };
  if (said.event !== "heartbeat") return { problem: "the only event of a client is heartbeat" };
  const { data } = said;
  if (!isObject(data) || typeof data.session_id !== "string")
    return { problem: "a heartbeat names its session_id" };
  return { frame: { event: "heartbeat", sessionId: data.session_id } };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
