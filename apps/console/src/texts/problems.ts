import { texts } from "./chosen.ts";

export const { errors } = texts<typeof import("./en/problems.ts")>("problems");
