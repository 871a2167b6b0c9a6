/** What a creator earned in an hour with a stream. */
export interface EarnedHour {
  /** Its start. */
  hour: Date;
  stream: string;
  cents: bigint;
}

export interface UnpaidEarnings {
  oldestAt: Date | undefined;
  newestAt: Date | undefined;
  /** Half of the money was earned before it. */
  medianAt: Date | undefined;
  /** Newest first. */
  streams: string[];
}

/**
 * The hours whose earnings make up a balance: what was withdrawn was the oldest. `hours` are the newest
 * first; where they end before the balance, the rest is older or was no earnings.
 */
export function unpaidEarnings(hours: readonly EarnedHour[], balance: bigint): UnpaidEarnings {
  const unpaid: EarnedHour[] = [];
  let left = balance;
  for (const one of hours) {
    if (left <= 0n) break;
    const cents = least(one.cents, left);
    unpaid.push({ ...one, cents });
    left -= cents;
  }
  return {
    oldestAt: unpaid.at(-1)?.hour,
    newestAt: unpaid[0]?.hour,
    medianAt: medianOf(unpaid, balance - left),
    streams: [...new Set(unpaid.map(({ stream }) => stream))],
  };
}

function medianOf(unpaid: readonly EarnedHour[], total: bigint): Date | undefined {
  let newer = 0n;
  for (const { hour, cents } of unpaid) {
    newer += cents;
    if (newer * 2n >= total) return hour;
  }
  return undefined;
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
