import { spawn } from "node:child_process";

export interface RunOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Written to its standard input. */
  input?: NodeJS.ReadableStream;
  /** Told each line of its output as it comes. */
  onLine?: (line: string) => void;
}

/** Runs a program to its end and gives its standard output. Rejects with its last lines when it fails or takes too long. */
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

/** Whether a program runs and ends well. */
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
  /** Does a piece of work and keeps how long it took. */
  time<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** name → seconds, in the order in which they ended. */
  readonly seconds: ReadonlyMap<string, number>;
}

/** Says what is being done and how long it took. */
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
