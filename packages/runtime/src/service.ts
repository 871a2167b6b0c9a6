import { setFlagsFromString } from "node:v8";
import { type AdminServer, type ReadyCheck, startAdminServer } from "./admin-server.ts";
import { type commonConfig, InvalidConfig, readConfig, type z } from "./config.ts";
import { createLogger, type Logger } from "./log.ts";
import { startTelemetry } from "./telemetry.ts";

/** The result of a service's wiring: readiness and stop. */
export interface Wired {
  checks: Record<string, ReadyCheck>;
  /**
   * Stops taking new work, finishes what runs, closes; in the order given. Each step is bounded by
   * DRAIN_STEP_MS.
   */
  drain: { name: string; stop: () => Promise<unknown> }[];
}

type Variables = typeof commonConfig & { ADMIN_PORT: z.ZodType<number> };
type Values<T extends z.ZodRawShape> = z.infer<z.ZodObject<T>>;

export interface Service<T extends Variables, Config> {
  name: string;
  /** What the service reads from the environment. */
  variables: T;
  /** Checks the variables against each other and adds what follows from them. @throws InvalidConfig */
  derive?: (values: Values<T>) => Config;
  wire: (config: Config, log: Logger) => Promise<Wired>;
}

/**
 * Heap growth between two collections, in percent. V8's default lets it double and more on a large machine,
 * so that most of a service's memory is garbage. The process's start bounds the young generation
 * (`--max-semi-space-size`).
 */
const HEAP_GROWING_PERCENT = 30;
/** Together under Kubernetes' default grace period of 30 s. */
const DRAIN_STEP_MS = 5_000;

/**
 * The life of a service: configuration → telemetry → admin port → wire → SIGTERM or SIGINT → drain → exit.
 * A failure before it is ready ends the process with one line and exit code 1. So does an uncaught error,
 * because the state after it is unknown.
 */
export async function runService<T extends Variables, Config = Values<T>>({
  name,
  variables,
  derive = (values) => values as Config,
  wire,
}: Service<T, Config>): Promise<void> {
  const values = configured(() => readConfig(variables));
  const config = configured(() => derive(values));
  const { ADMIN_PORT, LOG_LEVEL } = values as { ADMIN_PORT: number; LOG_LEVEL: string };
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const log = createLogger(name, LOG_LEVEL);
  process.on("uncaughtException", (err) => die(log, err, "uncaught"));
  process.on("unhandledRejection", (err) => die(log, err, "unhandled rejection"));
  try {
    const telemetry = await startTelemetry(name, log);
    // Alive but not ready from the first moment, so that a service that waits for its schema is not killed.
    let checks: Record<string, ReadyCheck> = { start: () => Promise.reject(new Error("it is starting")) };
    const admin = await startAdminServer(ADMIN_PORT, () => checks, telemetry);
    const wired = await wire(config, log);
    checks = wired.checks;
    log.info({ admin_port: ADMIN_PORT }, "started");
    const signal = await stopSignal();
    log.info({ signal }, "draining");
    await drain(log, admin, wired);
    await bounded(telemetry.shutdown(), "telemetry", log);
    log.info("stopped");
    process.exit(0);
  } catch (err) {
    die(log, err, "could not start");
  }
}

function configured<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

async function drain(log: Logger, admin: AdminServer, wired: Wired): Promise<void> {
  admin.drain();
  for (const { name, stop } of wired.drain) await bounded(stop(), name, log);
  await bounded(admin.close(), "admin port", log);
}

async function bounded(work: Promise<unknown>, name: string, log: Logger): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), DRAIN_STEP_MS);
  try {
    if ((await Promise.race([work, promise])) === "late")
      log.warn({ step: name }, "drain step took too long; going on");
  } catch (err) {
    log.warn({ err, step: name }, "drain step failed; going on");
  }
  clearTimeout(timer);
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
}

function die(log: Logger, err: unknown, what: string): never {
  log.fatal({ err }, what);
  process.exit(1);
}
