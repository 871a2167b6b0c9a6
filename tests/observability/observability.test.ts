import { afterAll, beforeAll } from "vitest";
import { logsTests } from "./logs.ts";
import { metricsTests } from "./metrics.ts";
import { type Stage, setStage, watch } from "./stage.ts";
import { tracesTests } from "./traces.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await watch(stage.viewer, stage.sessionId, 1);
});
afterAll(() => stage?.stop());

tracesTests(() => stage);
metricsTests(() => stage);
// Last: it breaks what it can.
logsTests(() => stage);
