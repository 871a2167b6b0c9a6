import type { ServerResponse } from "node:http";
import { MetercastError } from "@metercast/runtime";

/** Counts the open requests of each address and refuses more than `most`. 0: no limit. */
export function inFlight(most: number): (address: string, response: ServerResponse) => void {
  if (most === 0) return () => undefined;
  const counts = new Map<string, number>();
  return (address, response) => {
    const count = counts.get(address) ?? 0;
    if (count >= most)
      throw new MetercastError("rate_limited", `at most ${most} requests of one address at once`);
    counts.set(address, count + 1);
    response.once("close", () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left === 0) counts.delete(address);
      else counts.set(address, left);
    });
  };
}
