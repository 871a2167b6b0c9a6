import { connect, createServer, type Server, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** Breaks every open connection at once (reset); new ones are accepted. */
  cut(): void;
  /** Nothing passes in either direction and nothing is closed: a network that swallows packets. New connections hang too. */
  stall(): void;
  /** Breaks what is open and every new connection right after it was accepted, until `resume`. */
  refuse(): void;
  /** Lets everything through again, including what was held back by `stall`. */
  resume(): void;
  /** The next `times` times that a client sends these words, what it sends arrives and the connection breaks when the answer comes: nobody knows what became of it. */
  loseAnswersTo(words: string, times: number): void;
  /** How many answers were lost so. */
  answersLost(): number;
  /** Breaks what is open; new connections lead to another port, as when a Service's endpoint has moved. */
  retarget(port: number): void;
  /** Ends the proxy and all its connections. */
  stop(): Promise<void>;
}

type Mode = "open" | "stalled" | "refusing";

interface Pair {
  client: Socket;
  target: Socket | undefined;
}

/** A TCP proxy on 127.0.0.1 in front of `targetPort`, for tests of what happens when the network misbehaves. */
export async function startTcpProxy(options: { targetPort: number; port?: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let { targetPort } = options;
  let mode: Mode = "open";
  const losing = { words: "", times: 0, lost: 0 };

  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    if (mode === "refusing") return void client.resetAndDestroy();
    const pair: Pair = { client, target: undefined };
    pairs.add(pair);
    client.on("error", () => {});
    client.once("close", (broken) => finish(pairs, pair, pair.target, broken));
    if (mode === "open") join(pairs, pair, targetPort);
    client.on("data", (sent: Buffer) => {
      if (losing.times === 0 || !sent.includes(losing.words)) return;
      losing.times -= 1;
      losing.lost += 1;
      loseAnswer(pairs, pair);
    });
    // The listener alone must not make it flow: that is for `join`.
    if (mode !== "open") client.pause();
  });
  await listen(server, options.port ?? 0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");

  const cut = () => {
    for (const pair of [...pairs]) drop(pairs, pair);
  };
  return {
    port: address.port,
    cut,
    stall: () => {
      mode = "stalled";
      for (const pair of pairs) hold(pair);
    },
    refuse: () => {
      mode = "refusing";
      cut();
    },
    resume: () => {
      mode = "open";
      for (const pair of pairs) join(pairs, pair, targetPort);
    },
    loseAnswersTo: (words, times) => void Object.assign(losing, { words, times }),
    answersLost: () => losing.lost,
    retarget: (port) => {
      targetPort = port;
      cut();
    },
    stop: async () => {
      mode = "refusing";
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

function join(pairs: Set<Pair>, pair: Pair, targetPort: number): void {
  if (pair.target === undefined) {
    pair.target = connect({ port: targetPort, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    pair.target.on("error", () => {});
    pair.target.once("close", (broken) => finish(pairs, pair, pair.client, broken));
    pair.client.setNoDelay(true);
  }
  // Without this a connection that was never held would be piped twice by resume, and every byte doubled.
  hold(pair);
  pair.client.pipe(pair.target);
  pair.target.pipe(pair.client);
}

function hold(pair: Pair): void {
  pair.client.unpipe();
  pair.target?.unpipe();
  pair.client.pause();
  pair.target?.pause();
}

/** What was sent is passed on by the pipe, before or after this; nothing of the answer is. */
function loseAnswer(pairs: Set<Pair>, pair: Pair): void {
  pair.target?.unpipe();
  pair.target?.once("data", () => drop(pairs, pair));
  pair.target?.resume();
}

/** One side has closed: the other gets what is still on its way and then the same end. */
function finish(pairs: Set<Pair>, pair: Pair, other: Socket | undefined, broken: boolean): void {
  if (!pairs.delete(pair)) return;
  if (broken) other?.resetAndDestroy();
  else other?.end();
}

function drop(pairs: Set<Pair>, pair: Pair): void {
  if (!pairs.delete(pair)) return;
  pair.client.resetAndDestroy();
  pair.target?.resetAndDestroy();
}
