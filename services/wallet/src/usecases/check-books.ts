import type { Clock, IntegrityRun } from "@metercast/runtime";
import type { Integrity } from "../ports/integrity.ts";
import type { Relay } from "../ports/relay.ts";

export interface CheckBooksPorts {
  integrity: Integrity;
  relay: Relay;
  clock: Clock;
}

export interface CheckBooksRequest {
  /** Run now, also where the last run is recent. */
  runNow: boolean;
  /** Read closed ledger periods too. */
  whole: boolean;
}

/** Gives the last run of the checks while it is recent, or a new one. */
export async function checkBooks(
  { integrity, relay, clock }: CheckBooksPorts,
  { runNow, whole }: CheckBooksRequest,
): Promise<IntegrityRun> {
  const now = new Date(clock.now());
  const run = await (runNow || whole ? integrity.run(now, { whole }) : integrity.current(now));
  relay.wake();
  return run;
}
