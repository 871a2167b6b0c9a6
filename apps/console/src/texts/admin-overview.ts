import { texts } from "./chosen.ts";

export const { adminOverview } = texts<typeof import("./en/admin-overview.ts")>("admin-overview");
