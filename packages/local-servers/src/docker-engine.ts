import { request } from "node:http";

/** An engine on the same machine answers in some ms; npm test must not wait for one that is not there. */
const PING_TIMEOUT_MS = 800;
const DEFAULT_SOCKET = "/var/run/docker.sock";

/**
 * Whether a Docker engine answers: the one that DOCKER_HOST names, or this machine's. Known in under a
 * second.
 */
export function dockerEngineAnswers(host = process.env.DOCKER_HOST): Promise<boolean> {
  const target = pingTarget(host);
  if (target === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const ping = request({ ...target, path: "/_ping", timeout: PING_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    // A socket that takes the connection and then says nothing is no engine either.
    const late = setTimeout(() => ping.destroy(new Error("late")), PING_TIMEOUT_MS);
    ping.once("close", () => clearTimeout(late));
    ping.once("error", () => resolve(false));
    ping.end();
  });
}

function pingTarget(host: string | undefined) {
  if (host === undefined || host === "") return { socketPath: DEFAULT_SOCKET };
  if (host.startsWith("unix://")) return { socketPath: host.slice("unix://".length) };
  const tcp = /^(?:tcp|http):\/\/([^:/]+):(\d+)/.exec(host);
  return tcp ? { host: tcp[1], port: Number(tcp[2]) } : undefined;
}
