import type { Clock } from "@metercast/runtime";
import type { Integrity } from "../ports/sessions.ts";
import type { Store } from "../ports/store.ts";

/** A younger report may still be on its way through the meter. */
const QUIET_MS = 60_000;

/** Compares emitted with answered minutes, and counts sessions that contradict themselves. */
export function getIntegrity({
  store,
  clock,
}: {
  store: Pick<Store, "sessions">;
  clock: Clock;
}): Promise<Integrity> {
  return store.sessions.integrity(clock.now() - QUIET_MS);
}
