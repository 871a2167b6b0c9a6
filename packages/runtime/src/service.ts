import { setFlagsFromString } from "node:v8";
import { type AdminServer, type ReadyCheck, startAdminServer } from "./admin-server.ts";
import { createLogger, type Logger } from "./log.ts";
import { startTelemetry } from "./telemetry.ts";

/** What a service hands back from its wiring: how to know that it is ready, and how it stops. */
export interface Wired {
  checks: Record<string, ReadyCheck>;
  /** Stops taking new work, finishes what runs, closes; in the order given. Each step is bounded by DRAIN_STEP_MS. */
  drain: { name: string; stop: () => Promise<unknown> }[];
}

export interface ServiceSettings {
  name: string;
  adminPort: number;
  logLevel: string;
}

/**
 * How much the heap may grow between two collections, in percent. By itself V8 lets it double and more where the machine has room; then most of a service's
 * memory is garbage. The young generation is bounded where the process is started (`--max-semi-space-size`).
 */
const HEAP_GROWING_PERCENT = 30;
/** Together under Kubernetes' default grace period of 30 s. */
const DRAIN_STEP_MS = 5_000;

/**
 * The life of a service: telemetry → admin port → wire → SIGTERM or SIGINT → drain → exit. Configuration errors and
 * failures while starting end the process with one line and exit code 1; so does an error that nobody caught, because what state
 * it left is unknown.
 */
export async function runService(
  settings: ServiceSettings,
  wire: (log: Logger) => Promise<Wired>,
): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const log = createLogger(settings.name, settings.logLevel);
  process.on("uncaughtException", (err) => die(log, err, "uncaught"));
  process.on("unhandledRejection", (err) => die(log, err, "unhandled rejection"));
  try {
    const telemetry = await startTelemetry(settings.name, log);
    // Alive and not ready from the first moment: a service that waits for its schema is no reason to end it.
    let checks: Record<string, ReadyCheck> = { start: () => Promise.reject(new Error("it is starting")) };
    const admin = await startAdminServer(settings.adminPort, () => checks, telemetry);
    const wired = await wire(log);
    checks = wired.checks;
    log.info({ admin_port: settings.adminPort }, "started");
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
