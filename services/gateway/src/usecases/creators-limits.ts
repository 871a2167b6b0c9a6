import { WithdrawalStatus } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { MetercastError } from "@metercast/runtime";
import type { Withdrawals } from "../ports/withdrawals.ts";

export interface CreatorsLimits {
  /** Cents. */
  minimum: bigint;
  openId: string | null;
  /** Cents of the open one, once it is approved; undefined where nobody can say. */
  onItsWay: bigint | undefined;
  /** Cents of all that are paid out; undefined where nobody can say. */
  paidOut: bigint | undefined;
}

/** What is earned must be seen also while withdrawals are away; what a page shows here is checked again when it is asked for. */
const DEADLINE_MS = 1_000;

/** What a creator may ask for, and what is under way. Where withdrawals can't say: the configured minimum. */
export async function creatorsLimits(
  withdrawals: Pick<Withdrawals, "getLimits" | "getWithdrawal">,
  creatorId: string,
  configuredMinimum: bigint,
): Promise<CreatorsLimits> {
  try {
    const options = { deadlineMs: DEADLINE_MS };
    const { minimum, openWithdrawalId, paidOut } = await withdrawals.getLimits({ creatorId }, options);
    if (openWithdrawalId === "") return { minimum, openId: null, onItsWay: 0n, paidOut };
    const { withdrawal } = await withdrawals
      .getWithdrawal({ withdrawalId: openWithdrawalId }, options)
      .catch(notSeenYet);
    if (!withdrawal) return { minimum, openId: null, onItsWay: 0n, paidOut };
    const approved = withdrawal.status === WithdrawalStatus.WITHDRAWAL_STATUS_APPROVED;
    return { minimum, openId: withdrawal.id, onItsWay: approved ? withdrawal.amount : 0n, paidOut };
  } catch (error) {
    if (!(error instanceof MetercastError && error.code === "unavailable")) throw error;
    return { minimum: configuredMinimum, openId: null, onItsWay: undefined, paidOut: undefined };
  }
}

/** It counts as open while its hold is still being placed; nobody sees it before. */
function notSeenYet(error: unknown): { withdrawal: undefined } {
  if (error instanceof MetercastError && error.code === "withdrawal_not_found")
    return { withdrawal: undefined };
  throw error;
}
