// npm run bench [-- NAME …] [--quick] [--set setting=number …]: runs every benchmark, or some, each in its
// own process on its own servers. Each prints a table and, as its last line, its figures as JSON with the
// machine, the versions and the result of the integrity checks. Without that result the figures are void.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { BENCHES } from "../bench/index.ts";
import { report } from "../bench/support/report.ts";
import { startServers } from "../bench/support/servers.ts";

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    set: { type: "string", multiple: true, default: [] },
  },
});
const { quick } = values;
const chosen = new Map(values.set.map((pair) => pair.split("=") as [string, string]));
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no bench "${unknown}"; there are: ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(2);
}
const [only] = names;
process.exit(names.length === 1 && only !== undefined ? await runOne(only) : runEach(names));

/**
 * Each in its own process, so that the memory of one does not slow the next. The exit code is the first
 * failure's; the others still run.
 */
function runEach(wanted: readonly string[]): number {
  const codes = (wanted.length > 0 ? wanted : Object.keys(BENCHES)).map((name) => {
    const settings = values.set.flatMap((pair) => ["--set", pair]);
    const command = [import.meta.filename, name, ...(quick ? ["--quick"] : []), ...settings];
    return spawnSync(process.execPath, command, { stdio: "inherit" }).status ?? 1;
  });
  return codes.find((code) => code !== 0) ?? 0;
}

async function runOne(name: string): Promise<number> {
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1_000;
  const progress = (line: string) => console.log(`${seconds().toFixed(0).padStart(5)} s  ${line}`);
  console.log(`bench ${name}`);
  const { stop, versions } = await startServers();
  // An interrupted bench leaves no servers and no data behind.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  try {
    const result = await BENCHES[name]!({ quick, progress, setting });
    report({ bench: name, full: !quick && chosen.size === 0, seconds: seconds(), versions, result });
    return result.books.ok ? 0 : 1;
  } finally {
    await stop();
  }
}

function setting(name: string, full: number, small: number): number {
  const value = Number(chosen.get(name) ?? (quick ? small : full));
  if (!Number.isFinite(value) || value < 0) throw new Error(`--set ${name}= needs a number`);
  return value;
}
