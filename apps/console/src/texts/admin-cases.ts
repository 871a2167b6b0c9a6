import { texts } from "./chosen.ts";

export const { adminCases } = texts<typeof import("./en/admin-cases.ts")>("admin-cases");
