import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,services,tests,scripts}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/generated/**"],
    environment: "node",
    globalSetup: ["packages/testkit/src/global-setup.ts"],
    // A process for each file: a test that leaks or crashes hurts itself only. Three at a time: on two cores one of them usually
    // waits for something to die or to come back.
    pool: "forks",
    maxWorkers: 3,
    // Real servers on a busy machine: a test that takes longer than 30 s hangs.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
