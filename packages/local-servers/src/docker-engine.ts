import { request } from "node:http";

/** A local engine responds in milliseconds; npm test must not wait for a missing one. */
const PING_TIMEOUT_MS = 800;
const DEFAULT_SOCKET = "/var/run/docker.sock";

/** Whether the Docker engine of DOCKER_HOST, or this machine's, responds within a second. */
export function dockerEngineAnswers(host = process.env.DOCKER_HOST): Promise<boolean> {
  const target = pingTarget(host);
  if (target === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const ping = request({ ...target, path: "/_ping", timeout: PING_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    // A socket that accepts and stays silent is no engine.
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
