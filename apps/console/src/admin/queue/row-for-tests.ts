import type { Withdrawal } from "./types.ts";

/** A row as the API writes it, for pure tests. */
export function row(id: string, change: Partial<Withdrawal> = {}): Withdrawal {
  return {
    id: `wdr_${id}`,
    creator_id: `creator-${id}`,
    amount: { amount: "60.00", currency: "USD" },
    status: "PENDING",
    method: "stripe",
    payout_method_id: "pm_1",
    payout_label: "Stripe acct_…1",
    payout_destination: "acct_1",
    approvals_needed: 1,
    scheduled: false,
    attention: null,
    reason: null,
    speed: "standard",
    fee: { amount: "0.00", currency: "USD" },
    locked_until: null,
    created_at: "2026-12-01T10:00:00.000Z",
    updated_at: "2026-12-01T10:00:00.000Z",
    estimated_arrival: null,
    creator_name: null,
    creator_email: null,
    creator: null,
    risk: { level: "low", reasons: [] },
    needs_me: true,
    ...change,
  } as Withdrawal;
}
