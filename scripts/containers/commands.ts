import { spawn } from "node:child_process";

export interface RunOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Written to its standard input. */
  input?: NodeJS.ReadableStream;
  /** Called with each line of its output. */
  onLine?: (line: string) => void;
}

/** Runs a program and returns its standard output. Rejects with its last lines when it fails or times out. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: [options.input ? "pipe" : "ignore", "pipe", "pipe"],
    signal: AbortSignal.timeout(options.timeoutMs),
  });
  let out = "";
  const tail: string[] = [];
  const keep = (chunk: Buffer) => {
    for (const line of chunk.toString().split("\n").filter(Boolean)) {
      tail.push(line);
      options.onLine?.(line);
    }
    tail.splice(0, tail.length - 40);
  };
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    keep(chunk);
  });
  child.stderr?.on("data", keep);
  if (options.input && child.stdin) options.input.pipe(child.stdin);
  const what = `${command} ${args.slice(0, 3).join(" ")}`;
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) =>
      reject(
        error.name === "AbortError"
          ? new Error(`${what} took longer than ${options.timeoutMs / 1_000} s:\n${tail.join("\n")}`)
          : new Error(`${what} could not be run: ${error.message}`),
      ),
    );
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${what} failed (${code}):\n${tail.join("\n")}`);
  return out;
}

export async function succeeds(
  command: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<boolean> {
  return run(command, args, { timeoutMs }).then(
    () => true,
    () => false,
  );
}

export interface Stopwatch {
  /** Runs a task and records its duration. */
  time<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** name → seconds, in order of completion. */
  readonly seconds: ReadonlyMap<string, number>;
}

export function stopwatch(print: (line: string) => void): Stopwatch {
  const seconds = new Map<string, number>();
  return {
    seconds,
    async time(name, work) {
      print(`${name} …`);
      const began = performance.now();
      const result = await work();
      const took = (performance.now() - began) / 1_000;
      seconds.set(name, took);
      print(`${name}: ${took.toFixed(1)} s`);
      return result;
    },
  };
}
