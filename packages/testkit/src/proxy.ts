import { connect, createServer, type Server, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** Breaks every open connection at once (reset); new ones are accepted. */
  cut(): void;
  /**
   * Nothing passes in either direction and nothing is closed: a network that swallows packets. New
   * connections hang too.
   */
  stall(): void;
  /** Breaks what is open and every new connection right after it was accepted, until `resume`. */
  refuse(): void;
  /** Lets everything through again, including what was held back by `stall`. */
  resume(): void;
  /**
   * The next `times` answers with these words are not delivered, and their connections break: nobody knows
   * what became of what was asked.
   */
  loseAnswersWith(words: string, times: number): void;
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

/**
 * A TCP proxy on 127.0.0.1 in front of `targetPort`, for tests of what happens when the network misbehaves.
 */
export async function startTcpProxy(options: { targetPort: number; port?: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let { targetPort } = options;
  let mode: Mode = "open";
  const losing = { words: "", times: 0, lost: 0 };
  const isLost = (answer: Buffer): boolean => {
    if (losing.times === 0 || !answer.includes(losing.words)) return false;
    losing.times -= 1;
    losing.lost += 1;
    return true;
  };

  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    if (mode === "refusing") return void client.resetAndDestroy();
    const pair: Pair = { client, target: undefined };
    pairs.add(pair);
    client.on("error", () => {});
    client.once("close", (broken) => finish(pairs, pair, pair.target, broken));
    if (mode === "open") join(pairs, pair, targetPort, isLost);
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
      for (const pair of pairs) join(pairs, pair, targetPort, isLost);
    },
    loseAnswersWith: (words, times) => void Object.assign(losing, { words, times }),
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

function join(pairs: Set<Pair>, pair: Pair, targetPort: number, isLost: (answer: Buffer) => boolean): void {
  if (pair.target === undefined) {
    pair.target = connect({ port: targetPort, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    pair.target.on("error", () => {});
    // Before the pipe hears of it.
    pair.target.on("data", (answer: Buffer) => {
      if (isLost(answer)) drop(pairs, pair);
    });
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
