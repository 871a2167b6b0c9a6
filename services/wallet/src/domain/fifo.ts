/**
 * Money of an account in its order: first in, first out. Credits are counted from the account's opening,
 * so a credit covers the units [from, to), and a debit spends the units after all earlier debits.
 */
export interface Span {
  from: bigint;
  /** Exclusive. */
  to: bigint;
}

export const spanOf = (before: bigint, amount: bigint): Span => ({ from: before, to: before + amount });

/** How many units two spans share. */
export function overlap(one: Span, other: Span): bigint {
  const from = greatest(one.from, other.from);
  const to = least(one.to, other.to);
  return to > from ? to - from : 0n;
}

export const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
export const greatest = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/**
 * The least version from 1 to `greatest` whose sum is more than `units`, or `greatest` where none is.
 * `sumAt` never decreases with the version; it is asked once for each halving.
 */
export async function firstVersionOver(
  greatest: bigint,
  units: bigint,
  sumAt: (version: bigint) => Promise<bigint>,
): Promise<bigint> {
  let low = 0n;
  let high = greatest;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if ((await sumAt(middle)) > units) high = middle;
    else low = middle;
  }
  return high;
}

/** `units` of a whole of `total` that carries `things`, rounded up: a part of a posting has a minute at least. */
export function shareUp(things: bigint, units: bigint, total: bigint): bigint {
  return total === 0n ? 0n : (things * units + total - 1n) / total;
}
