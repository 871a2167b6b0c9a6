import { parseCLI, startVitest, type Vitest } from "vitest/node";
import { repositoryPath } from "../../packages/provision/src/files.ts";

interface Counts {
  passed: number;
  failed: number;
}

function count(vitest: Vitest): Counts {
  const counts = { passed: 0, failed: vitest.state.getUnhandledErrors().length };
  for (const module of vitest.state.getTestModules()) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") counts.passed++;
      if (state === "failed") failedHere++;
    }
    // A file that breaks before vitest knows its tests (an import, a hook) counts as one failure.
    if (failedHere === 0 && module.state() === "failed") failedHere = 1;
    counts.failed += failedHere;
  }
  return counts;
}

async function runTests(args: readonly string[]): Promise<Counts> {
  const { filter, options } = parseCLI(["vitest", "run", ...args]);
  const vitest = await startVitest("test", filter, { ...options, watch: false, run: true });
  const counts = count(vitest);
  await vitest.close();
  return counts;
}

/**
 * Runs vitest with these arguments, cleans up, prints "N passed, N failed" as the last line, and exits with
 * 1 if anything failed.
 */
export async function testAndExit(
  args: readonly string[],
  cleanUp: () => Promise<void> = async () => {},
): Promise<never> {
  process.chdir(repositoryPath());
  let counts: Counts;
  try {
    counts = await runTests(args);
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    counts = { passed: 0, failed: 1 };
  }
  await cleanUp();
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  // A run without tests fails; vitest may also report a reason of its own (no test file matched).
  process.exit(counts.failed > 0 || counts.passed === 0 || (process.exitCode ?? 0) !== 0 ? 1 : 0);
}
