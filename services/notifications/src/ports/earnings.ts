/** What a stream earned in one batch of minutes. */
export interface StreamEarning {
  streamId: string;
  minutes: number;
  cents: bigint;
}

export interface EarningsSum {
  minutes: number;
  cents: bigint;
  /** Streams that earned something. */
  streams: number;
}

export interface EarningsWrites {
  /** Records who earns with a stream, and when the first summary is due. */
  addStream(
    stream: { streamId: string; creatorId: string; startedAt: Date },
    firstDueAt: Date,
  ): Promise<void>;
  /** Adds to the quarter of an hour of `at`: each zone's midnight begins one. */
  add(earnings: readonly StreamEarning[], at: Date): Promise<void>;
  /** Locks the creator whose summary has been due for longest, skipping those that another worker has. */
  lockDue(now: Date): Promise<{ creatorId: string; zone: string } | undefined>;
  sum(creatorId: string, from: Date, to: Date): Promise<EarningsSum>;
  setDue(creatorId: string, dueAt: Date): Promise<void>;
}
