import { MetercastError } from "@metercast/runtime";
import type { Withdrawals } from "../../ports/withdrawals.ts";

export interface CreatorsLimitsPorts {
  withdrawals: Pick<Withdrawals, "getLimits" | "getWithdrawal">;
}

/** Cents; undefined where withdrawals can't say now. */
export interface CreatorsLimits {
  minimum: bigint;
  openId: string | undefined;
  /** Of the open one, once it is approved. */
  onItsWay: bigint | undefined;
  paidOut: bigint | undefined;
}

/** Creators must see what they earned while withdrawals are down; a request checks the limits again. */
const DEADLINE_MS = 1_000;

/**
 * What a creator may withdraw, and what is under way. While withdrawals are unavailable: the configured
 * minimum.
 */
export async function creatorsLimits(
  { withdrawals }: CreatorsLimitsPorts,
  { creatorId, configuredMinimum }: { creatorId: string; configuredMinimum: bigint },
): Promise<CreatorsLimits> {
  const options = { deadlineMs: DEADLINE_MS };
  try {
    const { minimum, openWithdrawalId, paidOut } = await withdrawals.getLimits(creatorId, options);
    const open =
      openWithdrawalId === undefined
        ? undefined
        : await withdrawals.getWithdrawal(openWithdrawalId, options).catch(notVisibleYet);
    const onItsWay = open?.status === "APPROVED" ? open.amount : 0n;
    return { minimum, openId: open?.id, onItsWay, paidOut };
  } catch (error) {
    if (!(error instanceof MetercastError && error.code === "unavailable")) throw error;
    return { minimum: configuredMinimum, openId: undefined, onItsWay: undefined, paidOut: undefined };
  }
}

/** A withdrawal counts as open while its hold is being placed, and is visible only after that. */
function notVisibleYet(error: unknown): undefined {
  if (error instanceof MetercastError && error.code === "withdrawal_not_found") return undefined;
  throw error;
}
