/** A live or ended broadcast. Times in ms since the epoch. */
export interface Stream {
  id: string;
  creatorId: string;
  title: string;
  /** Whether one witness of presence is enough, or heartbeat and media plane must agree. */
  witnesses: "any" | "both";
  startedAt: number;
  endedAt: number | undefined;
  endedBy: string | undefined;
  sessionsEnded: boolean;
}
