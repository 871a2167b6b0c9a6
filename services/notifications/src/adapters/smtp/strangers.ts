import type { Server, Socket } from "node:net";

/** Mail servers open one or two; the places for everybody are few. */
const MOST_OF_ADDRESS = 3;
/** For a whole connection, also of a client that sends a byte now and then. */
const DEADLINE_MS = 60_000;

/** Bounds connections of strangers: how many of one address there are at once, and how long each lasts. */
export function boundStrangers(server: Server, deadlineMs = DEADLINE_MS) {
  const open = new Map<Socket, { address: string; port: number }>();
  server.on("connection", (socket) => {
    const { remoteAddress: address = "", remotePort: port = 0 } = socket;
    const ofAddress = [...open.values()].filter((one) => one.address === address);
    if (ofAddress.length >= MOST_OF_ADDRESS) return void socket.destroy();
    open.set(socket, { address, port });
    const deadline = setTimeout(() => socket.destroy(), deadlineMs);
    socket.once("close", () => {
      clearTimeout(deadline);
      open.delete(socket);
    });
  });
  return {
    /** Ends a connection without an answer. */
    cut({ remoteAddress, remotePort }: { remoteAddress: string; remotePort: number }): void {
      for (const [socket, { address, port }] of open)
        if (port === remotePort && address.endsWith(remoteAddress)) socket.destroy();
    },
  };
}
