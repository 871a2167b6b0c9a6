import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

const { projects: _, ...common } = base.test ?? {};

/** `npm run test:cluster`: one world that all tests of a file share, one after the other. */
export default defineConfig({
  ...base,
  test: {
    ...common,
    include: ["tests/cluster/**/*.cluster.ts"],
    maxWorkers: 1,
    // What follows a test that failed would only say so again.
    bail: 1,
    testTimeout: 280_000,
    hookTimeout: 280_000,
  },
});
