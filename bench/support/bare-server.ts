// The least that a server can do on this machine: node:http answers 400 bytes, a WebSocket gets its frame
// back. Prints its port. The yardstick of bench/edge.ts.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const BODY = JSON.stringify({ id: "x".repeat(390) });
const HEADERS = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(BODY) };

const server = createServer((_, response) => response.writeHead(200, HEADERS).end(BODY));
new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false }).on(
  "connection",
  (socket) => {
    socket.on("message", (data) => socket.send(data.toString()));
  },
);
server.listen(0, "127.0.0.1", () => console.log((server.address() as { port: number }).port));
process.once("SIGTERM", () => process.exit());
