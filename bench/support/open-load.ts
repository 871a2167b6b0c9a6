import { Agent, request } from "node:http";
import { quantile, seededRandom } from "./numbers.ts";

export interface HttpRequest {
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
}

/** Latencies in milliseconds, from the time at which a request was due to the last byte of its response. */
export interface LoadResult {
  sent: number;
  perSecond: number;
  p50: number;
  p99: number;
  max: number;
  /** Responses other than 2xx, and requests without a response. */
  notOk: number;
}

const MAX_CONNECTIONS = 200;
const TICK_MS = 1;

/**
 * Sends requests as independent clients do: at random moments (a Poisson process) with a mean of
 * `perSecond`, without waiting for earlier responses. So a slow response delays later ones in the server,
 * and that counts. Common load generators with a fixed rate send each second's requests at once, or wait
 * for responses.
 */
export async function openLoad(
  url: string,
  requests: readonly HttpRequest[],
  perSecond: number,
  seconds: number,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  const random = seededRandom(1);
  const gapMs = () => (-Math.log(1 - random()) * 1_000) / perSecond;
  const latencies: number[] = [];
  let sent = 0;
  let open = 0;
  let notOk = 0;
  const send = (dueMs: number) => {
    const { method, path, headers } = requests[sent++ % requests.length]!;
    open++;
    let counted = false;
    const done = (ok: boolean) => {
      // A connection that breaks during a response emits two errors.
      if (counted) return;
      counted = true;
      latencies.push(performance.now() - dueMs);
      open--;
      if (!ok) notOk++;
    };
    request(url + path, { method, headers, agent }, (response) => {
      response.resume();
      response.once("close", () =>
        done(response.complete && Math.floor((response.statusCode ?? 0) / 100) === 2),
      );
    })
      .once("error", () => done(false))
      .end();
  };
  const start = performance.now();
  const end = start + seconds * 1_000;
  let due = start + gapMs();
  while (due < end || open > 0) {
    for (; due < end && due <= performance.now(); due += gapMs()) send(due);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  agent.destroy();
  return {
    sent,
    perSecond: sent / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    max: Math.max(...latencies),
    notOk,
  };
}
