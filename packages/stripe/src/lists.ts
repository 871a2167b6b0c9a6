/**
 * The rows of a list. @throws where there are more than `most`: a part of a list must never pass for all of
 * it
 */
export async function* upTo<Row>(most: number, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let read = 0;
  for await (const row of rows) {
    if (++read > most) throw new Error(`Stripe lists more than ${most} entries`);
    yield row;
  }
}

/** Stripe takes amounts as numbers. */
export function stripeCents(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError("too large for Stripe");
  return number;
}
