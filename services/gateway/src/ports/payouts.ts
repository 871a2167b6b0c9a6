import type { Freeze, IntegrityCheck } from "../domain/payouts.ts";
import type { CallOptions } from "./calls.ts";

/** Whether payout attempts may start, and the checks that decide it. */
export interface Payouts {
  getFreeze(options?: CallOptions): Promise<Freeze>;
  /** @throws freeze_changed if the findings are not the `seen` ones */
  setFreeze(request: SetFreeze): Promise<Freeze>;
  getIntegrity(
    request: { runNow: boolean },
    options?: CallOptions,
  ): Promise<{ checkedAt: Date | undefined; checks: IntegrityCheck[] }>;
}

export interface SetFreeze {
  frozen: boolean;
  actorId: string;
  reason: string;
  /** The fingerprint of the findings that the admin acknowledges by lifting. */
  seen: string | undefined;
}
