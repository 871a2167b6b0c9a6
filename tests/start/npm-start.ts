import { join } from "node:path";
import { type RunningProcess, startProcess } from "@metercast/local-servers";
import { repositoryPath } from "@metercast/provision";
import { poll } from "@metercast/testkit";

/** Long enough for everything on a machine that is many times slower and busy. */
const WITHIN_MS = 300_000;

export interface Started extends RunningProcess {
  /** What it said on standard error. */
  errors: string[];
  /** Waits for a line; throws with all of them where it ended, or took very long, without. */
  says(pattern: RegExp): Promise<string>;
}

/**
 * `npm start` past the installation: scripts/start.ts, without a terminal and with nothing of our
 * environment but where programs are.
 */
export async function npmStart(env: Record<string, string>, args: string[] = []): Promise<Started> {
  const errors: string[] = [];
  const said: string[] = [];
  const child = await startProcess({
    name: "npm start",
    command: process.execPath,
    args: [join(repositoryPath(), "scripts", "start.ts"), ...args],
    env: { ...ours("PATH", "HOME", "TMPDIR", "METERCAST_TEST_PIDS", "NODE_COMPILE_CACHE"), ...env },
    onLine: (line, stream) => {
      said.push(line);
      if (stream === "stderr") errors.push(line);
    },
  });
  return {
    ...child,
    errors,
    async says(pattern) {
      const find = async () => said.find((line) => pattern.test(line));
      const line = await poll(find, (found) => found !== undefined || child.exit() !== undefined, WITHIN_MS);
      // What it said last may have come after the look before.
      const found = line ?? (await find());
      if (found === undefined) throw new Error(`npm start never said ${pattern}:\n${said.join("\n")}`);
      return found;
    },
  };
}

const ours = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
