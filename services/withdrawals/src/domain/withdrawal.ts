/** The life of a withdrawal. */
export const STATUSES = ["PENDING", "APPROVED", "REJECTED", "CANCELED", "COMPLETED", "FAILED"] as const;
export type Status = (typeof STATUSES)[number];

/** Of a creator at most one is open. */
export const isOpen = (status: Status): boolean => status === "PENDING" || status === "APPROVED";

/** Where the wallet's hold is, as far as we were told. */
export type Hold = "placing" | "held" | "posted" | "voided";

/** Why a person should look. */
export type ReviewReason =
  | ""
  | "payout_method_missing"
  | "payout_method_restricted"
  | "destination_unapproved"
  | "payout_method_unavailable"
  | "channel_unknown"
  | "platform_balance_too_small"
  | "connected_balance_negative"
  | "outcome_unknown"
  | "reversal_failed"
  | "frozen";

export const ACTIONS = [
  /** An approval that is not yet enough. */
  "approve_first",
  "approve",
  /** Where it goes was not known, or was another place, when it was approved. */
  "approve_destination",
  "reject",
  "cancel",
  "payout_paid",
  "payout_failed",
  "payout_returned",
  /** Two people know that a payout which came back stays with the creator. */
  "resolve",
] as const;
export type Action = (typeof ACTIONS)[number];

const no = { error: "invalid_transition" } as const;

/**
 * Every state and every action. COMPLETED is not the end: a bank can return a payout that was paid. Nothing leads from APPROVED back:
 * by then the wallet may have posted the hold.
 */
const TABLE: Readonly<Record<Status, Readonly<Record<Action, Status | typeof no>>>> = {
  PENDING: {
    approve_first: "PENDING",
    approve: "APPROVED",
    approve_destination: no,
    reject: "REJECTED",
    cancel: "CANCELED",
    payout_paid: no,
    payout_failed: no,
    payout_returned: no,
    resolve: no,
  },
  APPROVED: {
    approve_first: no,
    approve: no,
    approve_destination: "APPROVED",
    reject: no,
    cancel: no,
    payout_paid: "COMPLETED",
    payout_failed: "FAILED",
    payout_returned: no,
    resolve: no,
  },
  COMPLETED: {
    approve_first: no,
    approve: no,
    approve_destination: no,
    reject: no,
    cancel: no,
    payout_paid: no,
    payout_failed: no,
    payout_returned: "FAILED",
    resolve: "COMPLETED",
  },
  REJECTED: closed(),
  CANCELED: closed(),
  FAILED: closed(),
};

function closed(): Record<Action, typeof no> {
  return {
    approve_first: no,
    approve: no,
    approve_destination: no,
    reject: no,
    cancel: no,
    payout_paid: no,
    payout_failed: no,
    payout_returned: no,
    resolve: no,
  };
}

/** The state that follows, or the named error of an edge that does not exist. */
export function transition(status: Status, action: Action): { to: Status } | typeof no {
  const next = TABLE[status][action];
  return typeof next === "string" ? { to: next } : next;
}

/** What a person's approval amounts to: enough, one more needed, or nothing because this admin has approved already. */
export function weighApproval(
  approvedBy: readonly string[],
  admin: string,
  needed: number,
): "approve" | "approve_first" | "same_admin" {
  if (approvedBy.includes(admin)) return "same_admin";
  return approvedBy.length + 1 >= needed ? "approve" : "approve_first";
}
