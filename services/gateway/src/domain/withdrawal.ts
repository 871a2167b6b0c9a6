import type { Role } from "./access.ts";

export const WITHDRAWAL_STATUSES = [
  "PENDING",
  "APPROVED",
  "REJECTED",
  "CANCELED",
  "COMPLETED",
  "FAILED",
] as const;
export type WithdrawalStatus = (typeof WITHDRAWAL_STATUSES)[number];

export interface Withdrawal {
  id: string;
  creatorId: string;
  /** Cents. */
  amount: bigint;
  status: WithdrawalStatus;
  /** Undefined: the creator has no payout method yet. */
  method: string | undefined;
  payoutMethodId: string | undefined;
  payoutLabel: string | undefined;
  payoutDetails: string | undefined;
  payoutDestination: string | undefined;
  approvalsNeeded: number;
  firstApproval: { adminId: string; at: Date } | undefined;
  barredApprovers: readonly string[];
  /** The creator's schedule asked for it. */
  scheduled: boolean;
  /** Why a person must review it. HTTP: `attention`. */
  reviewReason: string | undefined;
  /** Why it was rejected or failed. */
  reason: string | undefined;
  speed: "standard" | "instant";
  /** Cents of the amount that the creator pays for an instant payout. */
  fee: bigint;
  lockedUntil: Date | undefined;
  createdAt: Date;
  updatedAt: Date;
  estimatedArrival: Date | undefined;
  creatorName: string | undefined;
  creatorEmail: string | undefined;
  history: readonly WithdrawalChange[];
  attempts: readonly PayoutAttempt[];
}

export interface WithdrawalChange {
  at: Date;
  actorId: string;
  /** Undefined for the request itself. */
  from: string | undefined;
  to: string;
  note: string | undefined;
  internalNote: string | undefined;
}

export interface PayoutAttempt {
  id: string;
  method: string;
  state: string;
  reference: string | undefined;
  failure: string | undefined;
  claimUntil: Date | undefined;
  network: string | undefined;
  token: string | undefined;
  createdAt: Date;
  updatedAt: Date;
}

/** Open: the creator can't request another one meanwhile. */
export const isOpen = ({ status }: Pick<Withdrawal, "status">): boolean =>
  status === "PENDING" || status === "APPROVED";

export type Reader = "creator" | "admin";

export const readerOf = (roles: readonly Role[]): Reader => (roles.includes("admin") ? "admin" : "creator");

/** The review reasons that a creator can do something about. */
const CREATORS_REVIEW_REASONS: readonly string[] = [
  "payout_method_missing",
  "payout_method_restricted",
  "payout_method_locked",
];

export const reviewReasonFor = (reader: Reader, { reviewReason }: Withdrawal): string | undefined =>
  reader === "admin" || CREATORS_REVIEW_REASONS.includes(reviewReason ?? "") ? reviewReason : undefined;

/** No token can carry these two as user ids. */
const PLATFORM = "platform";
const SYSTEM = "system";

/** The actor of a change. A creator sees "platform" in place of an admin. */
export const actorFor = (reader: Reader, actorId: string, { creatorId }: Withdrawal): string =>
  reader === "admin" || actorId === creatorId || actorId === SYSTEM ? actorId : PLATFORM;

/** Whether a creator sees no difference between two states of a withdrawal. */
export function sameForCreator(one: Withdrawal, other: Withdrawal): boolean {
  return creatorsPart(one) === creatorsPart(other);
}

const creatorsPart = (withdrawal: Withdrawal): string =>
  JSON.stringify([
    withdrawal.status,
    withdrawal.amount.toString(),
    withdrawal.method,
    withdrawal.payoutMethodId,
    withdrawal.payoutLabel,
    withdrawal.payoutDestination,
    withdrawal.approvalsNeeded,
    reviewReasonFor("creator", withdrawal),
    withdrawal.reason,
    withdrawal.updatedAt,
    withdrawal.estimatedArrival,
    withdrawal.speed,
    withdrawal.fee.toString(),
    withdrawal.lockedUntil,
  ]);
