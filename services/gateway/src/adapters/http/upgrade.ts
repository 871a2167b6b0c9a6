import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { MAX_FRAME_BYTES } from "../../domain/live-frame.ts";

/** The protocol that a client names; the version in it changes only where an old client would break. */
export const LIVE_PROTOCOL = "metercast.live.v1";
/** The only path that is upgraded: elsewhere the header means nothing, as before. */
const LIVE_PATH = "/api/live";
/** Bytes that arrived behind a request for an upgrade, while nobody has answered it. */
const asked = new WeakMap<IncomingMessage, Buffer>();

/** One for all connections: it holds no port and no list, and packs nothing (which costs memory for each). */
const handshakes = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_FRAME_BYTES,
  handleProtocols: (offered) => (offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false),
});

/** Node asks this before it hands a connection over. */
export const isUpgrade = ({ method, url = "", headers }: IncomingMessage): boolean =>
  method === "GET" &&
  headers.upgrade?.toLowerCase() === "websocket" &&
  (url === LIVE_PATH || url.startsWith(`${LIVE_PATH}?`));

const ignore = () => undefined;

/**
 * Passes a request for an upgrade through the API like any other, so that it is known, limited and refused
 * alike. Its route calls `acceptUpgrade`, or any answer is sent as plain HTTP and closes the connection.
 */
export function answerUpgrade(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): void {
  // Node has taken its own listeners off. (A function of this one would keep the request for as long as the
  // connection.)
  socket.on("error", ignore);
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => {
    response.detachSocket(socket);
    socket.destroySoon();
  });
  asked.set(request, head);
  listener(request, response);
}

/** Its end is the end of the request: a connection that was handed over lives longer than its response. */
export const lifeOf = (request: IncomingMessage, response: ServerResponse): Socket | ServerResponse =>
  asked.has(request) ? request.socket : response;

/** Whether this request may become a WebSocket. */
export const asksForUpgrade = (request: IncomingMessage): boolean => asked.has(request);

/** A key and a version as RFC 6455 asks for them. */
export const isHandshake = ({ headers }: IncomingMessage): boolean =>
  headers["sec-websocket-version"] === "13" &&
  /^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "");

/** What the client offers, in its order. */
export const protocolsOf = ({ headers }: IncomingMessage): string[] =>
  (headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** Answers 101 with these headers, and those of the response. Undefined if the client has gone. */
export function acceptUpgrade(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Headers,
): WebSocket | undefined {
  const head = asked.get(request);
  const socket = request.socket;
  if (head === undefined || socket.destroyed) return undefined;
  asked.delete(request);
  response.detachSocket(socket);
  let accepted: WebSocket | undefined;
  const all = [...Object.entries(response.getHeaders()), ...headers];
  const add = (lines: string[]) => {
    for (const [name, value] of all) if (!OWN_HEADERS.has(name)) lines.push(`${name}: ${value}`);
  };
  handshakes.once("headers", add);
  // It calls back before it returns, or not at all.
  handshakes.handleUpgrade(request, socket, head, (webSocket) => {
    accepted = webSocket;
  });
  handshakes.off("headers", add);
  return accepted;
}

/** Of an answer with a body, and of the handshake itself. */
const OWN_HEADERS = new Set(["content-type", "content-length", "connection", "upgrade", "transfer-encoding"]);

export { WebSocket };
