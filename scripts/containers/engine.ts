import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  fetchDebianProgram,
  type RunningProcess,
  startProcess,
} from "../../packages/local-servers/src/index.ts";
import { repositoryPath } from "../../packages/provision/src/index.ts";
import { run, type Stopwatch, succeeds } from "./commands.ts";

/** 20 s here; a slow mirror gets ten minutes. */
const INSTALL_TIMEOUT_MS = 600_000;
/** 2 s here. */
const DAEMON_TIMEOUT_MS = 60_000;
const QUESTION_TIMEOUT_MS = 20_000;

export interface Engine {
  /** True if this process started it; then stop removes it with its images. */
  readonly ours: boolean;
  stop(): Promise<void>;
}

/** The running Docker engine. If none responds, root on Debian gets one that `stop` removes. */
export async function findEngine(watch: Stopwatch): Promise<Engine> {
  const started = (await answers()) ? undefined : await startEngine(watch);
  return { ours: started !== undefined, stop: async () => started?.stop() };
}

const answers = () => succeeds("docker", ["info"], QUESTION_TIMEOUT_MS);

async function startEngine(watch: Stopwatch): Promise<{ stop(): Promise<void> }> {
  if (process.getuid?.() !== 0)
    throw new Error(
      "No Docker engine answers: start one (or run this as root on Debian, where it starts its own).",
    );
  if (!existsSync("/usr/sbin/dockerd") && !existsSync("/usr/bin/dockerd"))
    await watch.time("installing Debian's docker.io", () => installDebianPackages("docker.io", "iptables"));
  const folder = mkdtempSync(join(tmpdir(), "metercast-docker-"));
  // A tmpfs is too small for layers.
  const data = `/var/lib/metercast/docker-${process.pid}`;
  mkdirSync(data, { recursive: true, mode: 0o711 });
  const socket = `unix://${join(folder, "docker.sock")}`;
  const daemon = await startProcess({
    name: "dockerd",
    command: "dockerd",
    args: [
      ...["--host", socket, "--data-root", data, "--exec-root", join(folder, "exec")],
      ...["--pidfile", join(folder, "docker.pid"), "--bridge", "none"],
    ],
    logFile: join(folder, "dockerd.log"),
  });
  const stop = async () => {
    await daemon.stop();
    delete process.env.DOCKER_HOST;
    unmountBelow(folder);
    unmountBelow(data);
    rmSync(folder, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  };
  process.env.DOCKER_HOST = socket;
  try {
    await watch.time("starting dockerd", () => untilItAnswers(daemon));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** The engine does not remove the mounts of its network namespaces. */
function unmountBelow(folder: string): void {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const points = mounts
    .map((line) => line.split(" ")[1] ?? "")
    .filter((point) => point.startsWith(`${folder}/`));
  for (const point of points.toReversed()) spawnSync("umount", [point], { timeout: 10_000 });
}

async function untilItAnswers(daemon: RunningProcess): Promise<void> {
  for (const end = Date.now() + DAEMON_TIMEOUT_MS; Date.now() < end; await sleep(200)) {
    if (daemon.exit() !== undefined) break;
    if (await answers()) return;
  }
  throw new Error(`dockerd did not start:\n${daemon.lines().slice(-10).join("\n")}`);
}

/** Installs packages of this machine's own Debian; needs root. */
export async function installDebianPackages(...packages: string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { timeoutMs: INSTALL_TIMEOUT_MS, env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
    timeoutMs: INSTALL_TIMEOUT_MS,
    env,
  });
}

/**
 * The command of Compose 2 with its first arguments: the engine's plugin, or Debian's program, unpacked
 * privately.
 */
export async function findCompose(watch: Stopwatch): Promise<readonly [string, ...string[]]> {
  if (await succeeds("docker", ["compose", "version"], QUESTION_TIMEOUT_MS)) return ["docker", "compose"];
  const program = repositoryPath(".cache", "docker-compose", "docker-compose");
  if (!existsSync(program)) {
    const problems = await watch.time("fetching Debian's docker-compose", () =>
      fetchDebianProgram({
        package: "docker-compose",
        paths: ["usr/libexec/docker/cli-plugins/docker-compose", "usr/bin/docker-compose"],
        destination: program,
      }),
    );
    if (problems.length > 0)
      throw new Error(`Docker Compose 2 is missing (${problems.join("; ")}): install it.`);
  }
  return [program];
}
