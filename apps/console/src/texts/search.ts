import { texts } from "./chosen.ts";

export const { search } = texts<typeof import("./en/search.ts")>("search");
