import type { Principal } from "../../domain/principal.ts";
import type { Withdrawal } from "../../domain/withdrawal.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { earlierEffect } from "./earlier-effect.ts";

export interface CancelWithdrawalPorts {
  withdrawals: Pick<Withdrawals, "cancelWithdrawal" | "getWithdrawal">;
}

/** The creator takes a withdrawal back. `again`: an earlier run of this request has an unknown effect. */
export async function cancelWithdrawal(
  { withdrawals }: CancelWithdrawalPorts,
  { withdrawalId, again }: { withdrawalId: string; again: boolean },
  { userId: creatorId }: Principal,
): Promise<Withdrawal> {
  return withdrawals.cancelWithdrawal({ withdrawalId, creatorId }).catch((error: unknown) => {
    if (!again) throw error;
    const made = { withdrawalId, action: "cancel" as const, actorId: creatorId, error };
    return earlierEffect({ withdrawals }, made);
  });
}
