import type { Withdrawal } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { tokens, usd } from "../domain/amounts.ts";
import type { Wallet } from "../ports/wallet.ts";
import type { Withdrawals } from "../ports/withdrawals.ts";
import { protoStatus, statusName } from "./withdrawal-views.ts";

/** Enough to decide by: whoever has more withdrawals than this is judged by the newest. */
const NEWEST = 100;

/** What an admin wants to know of a creator before deciding: earned, there now, paid before, refused and returned. */
export async function creatorRecord(
  ports: { wallet: Wallet; withdrawals: Withdrawals | undefined },
  creatorId: string,
) {
  const query = {
    creatorId,
    status: protoStatus(undefined),
    limit: NEWEST,
    cursor: "",
    needsAttention: false,
  };
  const [earned, made] = await Promise.all([
    ports.wallet.getEarnings({ creatorId, streamIds: [], since: [] }),
    ports.withdrawals?.listWithdrawals(query),
  ]);
  return {
    id: creatorId,
    earned: usd(earned.totalCents),
    viewer_minutes: tokens(earned.totalMinutes),
    available: usd(earned.account?.available ?? 0n),
    held: usd(earned.account?.held ?? 0n),
    withdrawals: made
      ? {
          paid: sumOf(made.withdrawals, "COMPLETED"),
          refused: sumOf(made.withdrawals, "REJECTED"),
          returned: sumOf(made.withdrawals, "FAILED"),
          complete: made.nextCursor === "",
        }
      : null,
  };
}

function sumOf(withdrawals: readonly Withdrawal[], status: "COMPLETED" | "REJECTED" | "FAILED") {
  const those = withdrawals.filter((one) => statusName(one.status) === status);
  return { count: those.length, amount: usd(those.reduce((sum, { amount }) => sum + amount, 0n)) };
}
