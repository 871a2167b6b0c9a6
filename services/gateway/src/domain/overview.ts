/** The platform at one look. Cents and tokens. */
export interface Overview {
  live: { streams: number; viewers: number; tokensPerMinute: bigint; creatorCentsPerMinute: bigint };
  /** The last 24 hours in order, each there, the running one last. */
  hours: HourOfOverview[];
  money: {
    /** In the creators' accounts: earned and not withdrawn. */
    owedToCreators: bigint;
    /** In the viewers' accounts: bought and not watched. */
    tokensOutstanding: bigint;
    /** Of withdrawals that wait for a decision. */
    held: CountAndSum;
    onItsWay: CountAndSum;
    paid: CountAndSum;
    failed: CountAndSum;
  };
  queue: {
    oldestPendingAt: Date | undefined;
    needingReview: bigint;
    attemptsUnknown: bigint;
  };
  books: { ok: boolean; checkedAt: Date | undefined } | undefined;
  freeze: { frozen: boolean; by: string | undefined; at: Date | undefined; reason: string | undefined };
}

export interface CountAndSum {
  count: bigint;
  amount: bigint;
}

export interface HourOfOverview {
  start: Date;
  minutes: bigint;
  tokens: bigint;
  /** What creators earned. */
  cents: bigint;
  /** What the tokens are worth minus what creators earned; undefined without a price of a token. */
  marginCents: bigint | undefined;
}

export const HOURS = 24;
const HOUR_MS = 3_600_000;

export const startOfHour = (ms: number): number => ms - (ms % HOUR_MS);

/** The start of the first of the hours that an overview shows. */
export const firstHour = (nowMs: number): Date => new Date(startOfHour(nowMs) - (HOURS - 1) * HOUR_MS);

/** Every hour, also those without a minute. `tokenCents`: the price of a token. */
export function everyHour(
  found: readonly Omit<HourOfOverview, "marginCents">[],
  nowMs: number,
  tokenCents: number | undefined,
): HourOfOverview[] {
  const byStart = new Map(found.map((hour) => [hour.start.getTime(), hour]));
  const first = firstHour(nowMs).getTime();
  return Array.from({ length: HOURS }, (_, index) => {
    const start = new Date(first + index * HOUR_MS);
    const { minutes, tokens, cents } = byStart.get(start.getTime()) ?? { minutes: 0n, tokens: 0n, cents: 0n };
    return { start, minutes, tokens, cents, marginCents: margin(tokens, cents, tokenCents) };
  });
}

/** A price may have fractions of a cent: they are counted in hundredths, and rounded down at the end. */
function margin(tokens: bigint, cents: bigint, tokenCents: number | undefined): bigint | undefined {
  if (tokenCents === undefined) return undefined;
  const worth = (tokens * BigInt(Math.round(tokenCents * 100))) / 100n;
  return worth - cents;
}

/**
 * What users hold is what the platform's accounts lack: each asset sums to zero over all accounts.
 */
export const heldByUsers = (platform: readonly { asset: string; balance: bigint }[], asset: string): bigint =>
  -platform.reduce((sum, one) => (one.asset === asset ? sum + one.balance : sum), 0n);
