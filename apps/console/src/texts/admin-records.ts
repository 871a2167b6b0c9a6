import { texts } from "./chosen.ts";

export const { adminRecords } = texts<typeof import("./en/admin-records.ts")>("admin-records");
