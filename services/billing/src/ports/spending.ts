/** What a viewer paid for one stream on one day. */
export interface StreamDay {
  /** The number of the day: 0 begins at the first bound. */
  day: number;
  streamId: string;
  title: string;
  creatorId: string;
  minutes: number;
  tokens: bigint;
}

export interface SpendingReport {
  streamDays: StreamDay[];
  /** There are more than a report may have. */
  truncated: boolean;
  minutes: number;
  tokens: bigint;
}

export interface SpendingReports {
  /** `bounds`: the starts of the days and the end of the last one, in ms. */
  byStreamAndDay(viewerId: string, bounds: readonly number[]): Promise<SpendingReport>;
}
