import { texts } from "./chosen.ts";

export const { cases } = texts<typeof import("./en/cases.ts")>("cases");
