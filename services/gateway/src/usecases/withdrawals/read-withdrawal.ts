import { MetercastError } from "@metercast/runtime";
import type { Principal } from "../../domain/principal.ts";
import { readerOf, type Withdrawal } from "../../domain/withdrawal.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";

export interface ReadWithdrawalPorts {
  withdrawals: Pick<Withdrawals, "getWithdrawal">;
}

/** @throws withdrawal_not_found, also for somebody else's */
export async function readWithdrawal(
  { withdrawals }: ReadWithdrawalPorts,
  withdrawalId: string,
  { userId, roles }: Principal,
): Promise<Withdrawal> {
  const withdrawal = await withdrawals.getWithdrawal(withdrawalId);
  if (readerOf(roles) !== "admin" && withdrawal.creatorId !== userId)
    throw new MetercastError("withdrawal_not_found");
  return withdrawal;
}
