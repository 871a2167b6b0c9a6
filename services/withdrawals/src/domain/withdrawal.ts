import type { RailName, Speed } from "@metercast/rails";
import type { Attempt } from "./attempt.ts";

/** The life of a withdrawal. */
export const STATUSES = ["PENDING", "APPROVED", "REJECTED", "CANCELED", "COMPLETED", "FAILED"] as const;
export type Status = (typeof STATUSES)[number];

/** Of a creator at most one is open. */
export const isOpen = (status: Status): boolean => status === "PENDING" || status === "APPROVED";

/** Where the wallet's hold is, by the wallet's latest event. */
export type Hold = "placing" | "held" | "posted" | "voided";

/** Why a person should review a withdrawal; "" where nobody needs to. */
export type ReviewReason =
  | ""
  | "payout_method_missing"
  | "payout_method_restricted"
  | "destination_unapproved"
  | "payout_method_unavailable"
  | "payout_method_locked"
  | "channel_unknown"
  | "platform_balance_too_small"
  | "connected_balance_negative"
  | "outcome_unknown"
  | "reversal_failed"
  | "payouts_paused"
  | "frozen";

/** Time alone removes it. */
export const NEEDS_NOBODY: ReviewReason = "payout_method_locked";

/**
 * Whether a new reason is announced as an event. A freeze is not: it has one event for all withdrawals that
 * wait for it.
 */
export const isAnnounced = (before: ReviewReason, reason: ReviewReason): boolean =>
  reason !== before && reason !== "" && reason !== "frozen" && reason !== NEEDS_NOBODY;

export interface Withdrawal {
  id: string;
  creatorId: string;
  /** Cents. */
  amount: bigint;
  status: Status;
  hold: Hold;
  method: RailName | "";
  payoutMethodId: string | undefined;
  /**
   * The provider's account that it goes to; empty where the method has none, and while there is no method.
   */
  destination: string;
  destinationVersion: number;
  /** Approvals still missing; 0 where it is closed. */
  approvalsNeeded: number;
  /** The first of two approvals, while the second is missing. */
  firstApproval: { adminId: string; at: Date } | undefined;
  speed: Speed;
  /** Cents of the amount that the creator pays for the speed. */
  fee: bigint;
  /** No payout starts before this. */
  lockedUntil: Date | undefined;
  needsReview: ReviewReason;
  reason: string;
  estimatedArrival: Date | undefined;
  /** The creator's schedule asked for it. */
  scheduled: boolean;
  creatorName: string;
  creatorEmail: string;
  /** Of its payout method: a text to show, and for `manual` where to send the money (for admins). */
  payoutLabel: string;
  payoutDetails: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface Change {
  at: Date;
  actorId: string;
  fromStatus: string;
  toStatus: string;
  note: string;
  /** For admins only. */
  internalNote: string;
}

export interface WithdrawalDetails {
  withdrawal: Withdrawal;
  history: Change[];
  attempts: Attempt[];
  approvedBy: string[];
  /** Admins who changed this creator's balance by hand: they may not approve it now. */
  barredApprovers: string[];
}

export const ACTIONS = [
  /** An approval that is not yet enough. */
  "approve_first",
  "approve",
  /** Its destination was missing, or another one, when it was approved. */
  "approve_destination",
  "reject",
  "cancel",
  "payout_paid",
  "payout_failed",
  "payout_returned",
  /** Two people have confirmed that a returned payout stays with the creator. */
  "resolve",
] as const;
export type Action = (typeof ACTIONS)[number];

const no = { error: "invalid_transition" } as const;

/**
 * Every state and every action. COMPLETED is not final: a bank can return a paid payout. Nothing leads back
 * from APPROVED: the wallet may have posted the hold.
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

/**
 * The effect of one more approval: enough, one more needed, or none because this admin has approved
 * already.
 */
export function weighApproval(
  approvedBy: readonly string[],
  admin: string,
  needed: number,
): "approve" | "approve_first" | "same_admin" {
  if (approvedBy.includes(admin)) return "same_admin";
  return approvedBy.length + 1 >= needed ? "approve" : "approve_first";
}

/**
 * Above the limit two admins approve. The creator's withdrawals of a day count together, so that no large
 * amount leaves in small parts by one admin.
 */
export const approvalsFor = (amount: bigint, dayAmount: bigint, secondAbove: bigint): 1 | 2 =>
  amount + dayAmount > secondAbove ? 2 : 1;
