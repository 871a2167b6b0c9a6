import { texts } from "./chosen.ts";

export const { creator } = texts<typeof import("./en/creator.ts")>("creator");
