import { MetercastError } from "@metercast/runtime";

/** The greatest whole number that a 64-bit column or wire field carries. */
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * A sum as Postgres has it (`sum(…)::text`: numeric, which can't overflow) as a bigint.
 * @throws MetercastError where no 64-bit field could carry it on
 */
export function readSum(text: string): bigint {
  const sum = BigInt(text);
  if (sum > MAX_INT64 || sum < -MAX_INT64)
    throw new MetercastError("internal", "a sum is beyond 64 bits: see the check within_bounds");
  return sum;
}
