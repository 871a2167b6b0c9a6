import { texts } from "./chosen.ts";

export const { deciding } = texts<typeof import("./en/admin-decisions.ts")>("admin-decisions");
