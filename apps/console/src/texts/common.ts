import { texts } from "./chosen.ts";

export const { common } = texts<typeof import("./en/common.ts")>("common");
