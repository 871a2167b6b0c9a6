import { createServer } from "node:http";
import { listenHost, listenOn } from "./listen.ts";
import type { Telemetry } from "./telemetry.ts";

export type ReadyCheck = () => Promise<unknown>;

export interface AdminServer {
  /** From now on /readyz returns 503, so that balancers use other replicas. */
  drain(): void;
  close(): Promise<void>;
}

/** Timeout of a probe, as in Kubernetes. */
const CHECK_TIMEOUT_MS = 1_000;

/** /healthz (the process runs), /readyz (every dependency responds) and /metrics on the admin port. */
export async function startAdminServer(
  port: number,
  checks: () => Record<string, ReadyCheck>,
  telemetry: Telemetry,
): Promise<AdminServer> {
  let draining = false;
  const server = createServer((request, response) => {
    if (request.url === "/healthz") return void response.writeHead(200).end("ok\n");
    if (request.url === "/metrics") return telemetry.prometheus.getMetricsRequestHandler(request, response);
    if (request.url !== "/readyz") return void response.writeHead(404).end();
    if (draining) return void response.writeHead(503).end("draining\n");
    void runChecks(checks()).then((failed) => {
      response
        .writeHead(failed.length ? 503 : 200)
        .end(failed.length ? `not ready: ${failed.join(", ")}\n` : "ok\n");
    });
  });
  await listenOn(server, listenHost(), port);
  return {
    drain: () => {
      draining = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The names of the checks that fail. */
export async function runChecks(checks: Record<string, ReadyCheck>): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ((await withinTimeout(check)) ? [] : [name])),
  );
  return results.flat();
}

async function withinTimeout(check: ReadyCheck): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  check().then(
    () => resolve(true),
    () => resolve(false),
  );
  const answered = await promise;
  clearTimeout(timer);
  return answered;
}
