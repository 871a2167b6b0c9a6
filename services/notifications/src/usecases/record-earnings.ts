import type { StreamEarning } from "../ports/earnings.ts";
import type { Store } from "../ports/store.ts";

export interface RecordEarningsRequest {
  message: { consumer: string; id: string };
  earnings: readonly StreamEarning[];
  at: Date;
}

/** Adds what streams earned in a batch of minutes, once, for the weekly summaries. */
export function recordEarnings(
  { store }: { store: Store },
  { message, earnings, at }: RecordEarningsRequest,
): Promise<void> {
  return store.transaction(async (tx) => {
    if (earnings.length > 0 && (await tx.isFirst(message))) await tx.earnings.add(earnings, at);
  });
}
