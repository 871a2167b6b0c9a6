import { MetercastError } from "@metercast/runtime";
import type { RunRefusal } from "../ports/schedules.ts";
import type { Store } from "../ports/store.ts";

/**
 * The wallet refused the hold: no API has shown the withdrawal. If a schedule asked for it, its run says
 * why.
 */
export async function undoPlacing({ store }: { store: Store }, id: string, refusal: unknown): Promise<void> {
  await store.transaction(async ({ withdrawals, schedules }) => {
    await schedules.endRun(id, skippedBy(refusal));
    await withdrawals.drop(id);
  });
}

function skippedBy(refusal: unknown): RunRefusal {
  if (MetercastError.from(refusal).code === "payouts_not_available")
    return { reason: "account_not_ready", detail: "Payouts are not available for this account." };
  return { reason: "nothing_available", detail: "At the time of the hold, less was available." };
}
