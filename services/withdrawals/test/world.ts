import { afterAll, beforeAll } from "vitest";
import { type Stage, startStage } from "./stage.ts";

/** The world of the test file that imports this, there once hooks and tests run. */
export let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());
