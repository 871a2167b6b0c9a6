import { texts } from "./chosen.ts";

export const { viewer } = texts<typeof import("./en/viewer.ts")>("viewer");
