import type { Clock } from "@metercast/runtime";
import { startOf } from "../../domain/period.ts";
import type { Earnings, Wallet } from "../../ports/wallet.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { type CreatorsLimits, creatorsLimits } from "../withdrawals/creators-limits.ts";

export interface ReadSummaryPorts {
  wallet: Pick<Wallet, "getEarnings" | "getAvailability">;
  withdrawals: Pick<Withdrawals, "getLimits" | "getWithdrawal">;
  clock: Clock;
}

/** Cents. Days and months are UTC's. */
export interface CreatorsEarnings {
  earned: Earnings;
  limits: CreatorsLimits;
  today: bigint;
  thisMonth: bigint;
  /** What can be withdrawn now, and what is held for withdrawals. */
  available: bigint;
  held: bigint;
}

/** `configuredMinimum` is shown while withdrawals are unavailable. */
export async function readSummary(
  { wallet, withdrawals, clock }: ReadSummaryPorts,
  { creatorId, configuredMinimum }: { creatorId: string; configuredMinimum: bigint },
): Promise<CreatorsEarnings> {
  const now = new Date(clock.now());
  const since = [startOf("day", now), startOf("month", now)];
  const [earned, limits, funds] = await Promise.all([
    wallet.getEarnings({ creatorId, streamIds: [], since }),
    creatorsLimits({ withdrawals }, { creatorId, configuredMinimum }),
    wallet.getAvailability(creatorId),
  ]);
  const [today = 0n, thisMonth = 0n] = earned.centsSince;
  const { available, heldForWithdrawals: held } = funds;
  return { earned, limits, today, thisMonth, available, held };
}
