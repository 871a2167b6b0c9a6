import type { Clock } from "@metercast/runtime";
import { type ChecklistItem, isComplete, payoutChecklist } from "../../domain/payout-checklist.ts";
import { reviewReasonFor, type WithdrawalStatus } from "../../domain/withdrawal.ts";
import type { PayoutMethods } from "../../ports/payout-methods.ts";
import type { Wallet } from "../../ports/wallet.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";

export interface ReadChecklistPorts {
  wallet: Pick<Wallet, "getAvailability">;
  withdrawals: Pick<Withdrawals, "getLimits" | "getWithdrawal" | "quoteWithdrawal">;
  payoutMethods: Pick<PayoutMethods, "listPayoutMethods">;
  clock: Clock;
}

export interface Checklist {
  items: ChecklistItem[];
  isComplete: boolean;
  /** The open withdrawal, with what the creator must do for it. */
  open: { id: string; status: WithdrawalStatus; attention: string | undefined } | undefined;
}

/** What must be settled before a creator can be paid. @throws unavailable without withdrawals */
export async function readChecklist(
  { wallet, withdrawals, payoutMethods, clock }: ReadChecklistPorts,
  creatorId: string,
): Promise<Checklist> {
  const [money, methods, limits] = await Promise.all([
    wallet.getAvailability(creatorId),
    payoutMethods.listPayoutMethods(creatorId),
    withdrawals.getLimits(creatorId),
  ]);
  const { minimum, openWithdrawalId } = limits;
  const isEnough = money.available >= minimum;
  const amount = isEnough ? money.available : minimum;
  const [quote, open] = await Promise.all([
    withdrawals.quoteWithdrawal({ creatorId, amount, speed: "standard", payoutMethodId: undefined }),
    // Between its request and its hold it is not visible.
    openWithdrawalId === undefined
      ? undefined
      : withdrawals.getWithdrawal(openWithdrawalId).catch(() => undefined),
  ]);
  const now = new Date(clock.now());
  const items = payoutChecklist({ methods, money, minimum, problems: quote.problems, now });
  return {
    items,
    isComplete: isComplete(items),
    open: open && { id: open.id, status: open.status, attention: reviewReasonFor("creator", open) },
  };
}
