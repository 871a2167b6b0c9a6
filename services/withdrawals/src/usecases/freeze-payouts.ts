import { fingerprintOf } from "@metercast/postgres/integrity";
import type { Clock } from "@metercast/runtime";
import { shownTexts } from "../domain/finding.ts";
import type { Freeze } from "../ports/freeze.ts";
import type { Store } from "../ports/store.ts";
import { freezeChanged } from "./events.ts";

export interface FreezeState extends Freeze {
  /** Names all findings; "" where there are none. */
  fingerprint: string;
}

export async function readFreeze({ store }: { store: Store }): Promise<FreezeState> {
  return named(await store.freeze.read());
}

export const named = (freeze: Freeze): FreezeState => ({
  ...freeze,
  fingerprint: freeze.findings.length === 0 ? "" : fingerprintOf(shownTexts(freeze.findings)),
});

/** Stops new payouts. A second freeze changes nothing: the first one's admin and reason stay. */
export function freezePayouts(
  { store, clock }: { store: Store; clock: Clock },
  { actorId, reason }: { actorId: string; reason: string },
): Promise<FreezeState> {
  return store.transaction(async ({ freeze, append }) => {
    const before = await freeze.lock();
    if (before.frozen) return named(before);
    await freeze.set(true, actorId, reason);
    await freeze.addChange({ frozen: true, by: actorId, reason, findings: [] });
    await append([freezeChanged({ frozen: true, by: actorId, reason }, new Date(clock.now()))]);
    return named(await freeze.read());
  });
}
