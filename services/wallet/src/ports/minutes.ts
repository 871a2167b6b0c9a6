export interface DecidedMinute {
  minute: number;
  paid: boolean;
  tokens: bigint;
  balanceAfter: bigint;
  postedAt: Date;
}
