import { MetercastError } from "@metercast/runtime";

/** The largest value of a 64-bit column or wire field. */
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * A sum from Postgres (`sum(…)::text`: numeric, which can't overflow) as a bigint. @throws MetercastError
 * if it exceeds 64 bits
 */
export function readSum(text: string): bigint {
  const sum = BigInt(text);
  if (sum > MAX_INT64 || sum < -MAX_INT64)
    throw new MetercastError("internal", "a sum is beyond 64 bits: see the check within_bounds");
  return sum;
}
