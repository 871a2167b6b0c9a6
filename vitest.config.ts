import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,services,apps,tests,scripts}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/generated/**", "**/dist/**"],
    environment: "node",
    globalSetup: ["packages/testkit/src/global-setup.ts"],
    // A process for each file: a test that leaks or crashes hurts itself only. Three at a time: on two cores one of them usually
    // waits for something to die or to come back.
    pool: "forks",
    maxWorkers: 3,
    // Real servers, and machines that are several times slower and busy: only what hangs takes this long. A test waits for what it
    // needs and not for a while, so these cost nothing where all is well.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 60_000, interval: 50 } },
  },
});
