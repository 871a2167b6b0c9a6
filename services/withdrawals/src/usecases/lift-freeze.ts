import { type Clock, MetercastError } from "@metercast/runtime";
import type { Payer } from "../ports/payer.ts";
import type { Store } from "../ports/store.ts";
import { freezeChanged } from "./events.ts";
import { type FreezeState, named } from "./freeze-payouts.ts";

export interface LiftFreezeRequest {
  actorId: string;
  reason: string;
  /** The fingerprint of the findings that the admin saw; undefined: not compared. */
  seen?: string | undefined;
}

/**
 * Allows payouts again and acknowledges the findings. @throws freeze_changed where the checks show
 * something else by now
 */
export async function liftFreeze(
  { store, payer, clock }: { store: Store; payer: Payer; clock: Clock },
  { actorId, reason, seen }: LiftFreezeRequest,
): Promise<FreezeState> {
  const lifted = await store.transaction(async ({ freeze, withdrawals, append }) => {
    const before = named(await freeze.lock());
    if (!before.frozen) return before;
    if (seen !== undefined && seen !== before.fingerprint)
      throw new MetercastError(
        "freeze_changed",
        "look at the checks again, and lift with what they show now",
      );
    await freeze.acknowledge(actorId);
    await freeze.set(false, actorId, reason);
    await freeze.addChange({ frozen: false, by: actorId, reason, findings: before.findings });
    await append([freezeChanged({ frozen: false, by: actorId, reason }, new Date(clock.now()))]);
    await withdrawals.wakeFrozen();
    return named(await freeze.read());
  });
  payer.wake();
  return lifted;
}
