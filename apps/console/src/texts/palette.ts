import { texts } from "./chosen.ts";

export const { palette } = texts<typeof import("./en/palette.ts")>("palette");
