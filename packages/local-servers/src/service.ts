import { entryFile, repositoryPath, type ServiceName, serviceExists } from "@metercast/provision";
import { freePort } from "./ports.ts";
import { type RunningProcess, startProcess, waitForHttp } from "./processes.ts";

/** As in the images: Node's default young generation needs half as much memory again. */
const YOUNG_GENERATION = "--max-semi-space-size=8";
/** Under 2 s on a free machine. */
const READY_TIMEOUT_MS = 60_000;

export interface ServiceOptions {
  /** Restarts the service when its code changes. */
  watch?: boolean;
  /** stdout and stderr are appended here too. */
  logFile?: string;
  onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /** Default: READY_TIMEOUT_MS. */
  readyTimeoutMs?: number;
  /** A line after which the service can't become ready: it is stopped, and the start is rejected. */
  hopelessAfter?: RegExp;
}

export interface Service {
  readonly name: ServiceName;
  readonly pid: number;
  /** "127.0.0.1:7101"; all but the gateway. */
  readonly grpcAddress: string | undefined;
  /** "http://127.0.0.1:8080"; the gateway. */
  readonly baseUrl: string | undefined;
  /** "http://127.0.0.1:8101": /healthz, /readyz, /metrics. */
  readonly adminUrl: string;
  readonly exited: RunningProcess["exited"];
  /** The last 200 lines of its output. */
  lines: RunningProcess["lines"];
  /** SIGTERM, 15 s, SIGKILL. */
  stop: RunningProcess["stop"];
  kill: RunningProcess["kill"];
}

/**
 * Starts services/<name>/src/main.ts as a process and waits until /readyz returns 200 (60 s at most). Ports
 * that `env` does not name (GRPC_PORT, ADMIN_PORT, PORT for the gateway) are free ones. Rejects with the
 * last log lines.
 */
export async function startService(
  name: ServiceName,
  env: Readonly<Record<string, string>>,
  options: ServiceOptions = {},
): Promise<Service> {
  if (!serviceExists(name))
    throw new Error(`The service ${name} is missing: there is no services/${name}/src/main.ts.`);
  const ports = await choosePorts(name, env);
  let hopeless: string | undefined;
  const child = await startProcess({
    name,
    command: process.execPath,
    args: [
      YOUNG_GENERATION,
      ...(options.watch ? ["--watch", "--watch-preserve-output"] : []),
      entryFile(name),
    ],
    cwd: repositoryPath(),
    env: { ...inherited(), ...env, ...ports },
    ...options,
    onLine: (line, stream) => {
      if (options.hopelessAfter?.test(line)) hopeless = line;
      options.onLine?.(line, stream);
    },
  });
  const adminUrl = `http://127.0.0.1:${ports.ADMIN_PORT}`;
  try {
    await waitForHttp(`${adminUrl}/readyz`, {
      timeoutMs: options.readyTimeoutMs ?? READY_TIMEOUT_MS,
      giveUp: () => (child.exit() === undefined ? hopeless : `it ended with code ${child.exit()?.code}`),
    });
  } catch (error) {
    await child.stop();
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The service ${name} did not become ready: ${why}\n${child.lines().slice(-15).join("\n")}`,
    );
  }
  return {
    name,
    pid: child.pid,
    grpcAddress: ports.GRPC_PORT === undefined ? undefined : `127.0.0.1:${ports.GRPC_PORT}`,
    baseUrl: ports.PORT === undefined ? undefined : `http://127.0.0.1:${ports.PORT}`,
    adminUrl,
    exited: child.exited,
    lines: child.lines,
    stop: child.stop,
    kill: child.kill,
  };
}

async function choosePorts(name: ServiceName, env: Readonly<Record<string, string>>) {
  const port = async (variable: string) => env[variable] ?? String(await freePort());
  const ADMIN_PORT = await port("ADMIN_PORT");
  return name === "gateway"
    ? { ADMIN_PORT, PORT: await port("PORT"), GRPC_PORT: undefined }
    : { ADMIN_PORT, GRPC_PORT: await port("GRPC_PORT"), PORT: undefined };
}

/** The inherited environment of a service, without the caller's database or secrets. */
function inherited(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(PATH|HOME|TMPDIR|TZ|LANG|NODE_[A-Z_]+|SSL_[A-Z_]+|LOG_LEVEL|OTEL_.*|METER_.*|AUTH_.*)$/.test(name),
  );
  return Object.fromEntries(kept);
}
