import { texts } from "./chosen.ts";

export const { push } = texts<typeof import("./en/push.ts")>("push");
