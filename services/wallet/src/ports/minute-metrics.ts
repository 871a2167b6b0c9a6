import type { PostedMinutes } from "./ledger.ts";

/** What is counted of minutes, by whichever door they came. */
export interface MinuteMetrics {
  posted(
    batch: Omit<PostedMinutes, "lines" | "creators" | "unknown">,
    putAside: number,
    seconds: number,
  ): void;
  /** From the commit of a batch in billing to its posting, in seconds. */
  delay(seconds: number): void;
}
