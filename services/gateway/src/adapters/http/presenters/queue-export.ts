import { formatAmount } from "@metercast/money";
import type { QueueItem } from "../../../ports/queue.ts";
import type { Cell } from "./statement.ts";

export const EXPORT_COLUMNS = [
  "requested_at",
  "id",
  "status",
  "creator_id",
  "creator_name",
  "creator_email",
  "amount",
  "fee",
  "currency",
  "method",
  "speed",
  "scheduled",
  "first_payout",
  "risk",
  "risk_reasons",
  "approvals",
  "approvals_needed",
  "attention",
  "reason",
  "paid_count",
  "paid_total",
  "updated_at",
] as const;

/** In the order of the columns. */
export function exportCells({ withdrawal, entry }: QueueItem): readonly Cell[] {
  const { history, risk, approvals, firstPayout } = entry;
  const money = (cents: bigint) => ({ amount: formatAmount(cents, "USD") });
  return [
    withdrawal.createdAt.toISOString(),
    withdrawal.id,
    withdrawal.status,
    withdrawal.creatorId,
    withdrawal.creatorName ?? "",
    withdrawal.creatorEmail ?? "",
    money(withdrawal.amount),
    money(withdrawal.fee),
    "USD",
    withdrawal.method ?? "",
    withdrawal.speed,
    yesNo(withdrawal.scheduled),
    yesNo(firstPayout),
    risk.level,
    risk.reasons.join(" "),
    approvals.map(({ adminId }) => adminId).join(" "),
    String(withdrawal.approvalsNeeded),
    withdrawal.reviewReason ?? "",
    withdrawal.reason ?? "",
    String(history.paidCount),
    money(history.paidTotal),
    withdrawal.updatedAt.toISOString(),
  ];
}

const yesNo = (is: boolean): string => (is ? "yes" : "no");
