import type { SkipReason } from "../domain/run.ts";

/** Counts a run of a schedule by its outcome. */
export type CountRun = (outcome: "created" | SkipReason) => void;
