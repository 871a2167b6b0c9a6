import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take a minute and more, the longest first: begun last they would run alone at the end. */
const LONG = [
  "services/billing/test/faults",
  "tests/operations/rotate-secrets",
  "tests/start/start",
  "tests/faults/minutes",
  "tests/browser/pages",
  "services/withdrawals/test/paypal",
  "services/withdrawals/test/crashes",
  "services/withdrawals/test/destinations",
  "tests/browser/payouts",
  "services/withdrawals/test/auto-approval",
  "services/withdrawals/test/schedules",
  "tests/faults/standstill",
  "services/billing/test/ends",
  "tests/faults/unknown",
  "tests/faults/clocks",
  "services/withdrawals/test/payouts",
  "tests/e2e/minute-is-paid",
  "tests/browser/creator",
  "tests/browser/admin",
  "services/gateway/test/media",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.includes(`/${name}.test.ts`));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/** Functions of their arguments, which start nothing and change nothing that another file could see. */
const PURE = [
  "services/*/src/{domain,usecases}/**/*.test.ts",
  "services/gateway/src/**/*.test.ts",
  "{apps/console/src,scripts}/**/*.test.ts",
];
/** The console's words, which its pages have before their code runs. */
const TEXTS = ["apps/console/src/texts/loaded-for-tests.ts"];
const ALL = ["{packages,services,apps,tests,scripts}/**/*.test.ts"];
const EXCLUDED = ["**/node_modules/**", "**/generated/**", "**/dist/**"];

export default defineConfig({
  test: {
    // No `include` for both: a project's would be added to it.
    exclude: EXCLUDED,
    projects: [
      { extends: true, test: { name: "servers", include: ALL, exclude: PURE } },
      // Many small files: a process for each would cost more than its tests.
      { extends: true, test: { name: "pure", include: PURE, isolate: false, setupFiles: TEXTS } },
    ],
    environment: "node",
    globalSetup: ["packages/testkit/src/global-setup.ts"],
    // A process for each file: a test that leaks or crashes hurts itself only. Five at a time: on two cores most of them usually
    // wait for something to die or to come back.
    pool: "forks",
    maxWorkers: 5,
    sequence: { sequencer: LongestFirst },
    // Real servers, and machines that are several times slower and busy: only what hangs takes this long. A test waits for what it
    // needs and not for a while, so these cost nothing where all is well.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 60_000, interval: 50 } },
  },
});
