import { afterAll, beforeAll } from "vitest";
import { type Stage, setStage, watch } from "./stage.ts";

/**
 * The stage of the test file that imports this, there once hooks and tests run: a minute has been paid on
 * it.
 */
export let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await watch(stage.viewer, stage.sessionId, 1);
});
afterAll(() => stage?.stop());
