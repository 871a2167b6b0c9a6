import { texts } from "./chosen.ts";

export const { queue } = texts<typeof import("./en/admin-queue.ts")>("admin-queue");
