import { poll } from "@metercast/testkit";
import WebSocket from "ws";

/** What the gateway says over a live connection. */
export interface LiveFrame {
  event: string;
  id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: events have many shapes
  data: any;
}

export interface LiveOptions {
  origin?: string;
  lastEventId?: string;
  headers?: Record<string, string>;
  /** Instead of those of a browser. */
  protocols?: string[];
}

/** A client that knows only docs/LIVE.md: a plain WebSocket, opened as a browser's page does. */
export async function openLive(base: string, token: string | undefined, options: LiveOptions = {}) {
  const url = new URL("/api/live", base.replace(/^http/, "ws"));
  if (options.lastEventId !== undefined) url.searchParams.set("last_event_id", options.lastEventId);
  const { protocols = ["metercast.live.v1", ...(token === undefined ? [] : [`bearer.${token}`])] } = options;
  const { origin, headers = {} } = options;
  const socket = new WebSocket(url, protocols, { headers, ...(origin !== undefined && { origin }) });
  const frames: LiveFrame[] = [];
  const refusal = { status: 0, body: "" };
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  socket.on("error", () => undefined);
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  await new Promise<void>((resolve) => {
    socket.on("upgrade", () => {
      refusal.status = 101;
    });
    socket.on("open", () => resolve());
    socket.on("unexpected-response", async (request, response) => {
      refusal.status = response.statusCode ?? 0;
      for await (const chunk of response) refusal.body += chunk;
      request.destroy();
      resolve();
    });
    socket.on("close", () => resolve());
  });
  return {
    socket,
    status: refusal.status,
    /** Of a refusal. */
    code: parsed(refusal.body)?.code as string | undefined,
    frames,
    closed,
    send: (frame: unknown) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    beat: (id: string) => socket.send(JSON.stringify({ event: "heartbeat", data: { session_id: id } })),
    /** Waits until there is a frame that `match` likes. */
    find: async (match: (frame: LiveFrame) => boolean): Promise<LiveFrame> => {
      await poll(() => frames.some(match));
      return frames.find(match) as LiveFrame;
    },
    async close() {
      socket.close();
      if (refusal.status === 101) await closed;
    },
  };
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
