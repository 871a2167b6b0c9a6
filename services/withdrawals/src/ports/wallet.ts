import type { IntegrityRun } from "@metercast/postgres/integrity";

export interface HoldView {
  id: string;
  userId: string;
  /** Cents. */
  amount: bigint;
  status: "held" | "posted" | "voided";
}

export interface NewHold {
  id: string;
  userId: string;
  amount: bigint;
  /** The payout channel: stripe, manual, or empty. */
  channel: string;
}

export interface Wallet {
  /**
   * Idempotent by its id. @throws insufficient_balance, payouts_not_available; unavailable where the
   * outcome is unknown
   */
  placeHold(hold: NewHold): Promise<HoldView>;
  holds(ids: readonly string[]): Promise<HoldView[]>;
  /** By the books: cents at Stripe, and cents in transit to creators. */
  outside(): Promise<{ atStripe: bigint; inTransit: bigint }>;
  availability(userId: string): Promise<Availability>;
  unpaidEarnings(userId: string): Promise<UnpaidEarnings>;
  integrity(): Promise<IntegrityRun>;
  /** Once by its id. */
  bookBalanceTransaction(own: OwnBalanceTransaction): Promise<void>;
}

/** Cents of a creator. */
export interface Availability {
  available: bigint;
  debt: bigint;
  /** Earned, and available from the start of a day (UTC) on: "2026-12-08". */
  upcoming: { amount: bigint; availableOn: string; kind: "maturing" | "reserve" }[];
}

/** The newest earnings, up to the creator's balance. Undefined times: nothing is left. */
export interface UnpaidEarnings {
  oldestAt: Date | undefined;
  newestAt: Date | undefined;
  /** Half of the money was earned before it. */
  medianAt: Date | undefined;
  /** "str_...", newest first. */
  streamIds: string[];
}

/**
 * A balance transaction of the platform at Stripe that no order of ours has caused. Cents; one of them is
 * not zero.
 */
export interface OwnBalanceTransaction {
  id: string;
  /** Above zero the platform paid in, below zero it took out. */
  fundingCents: bigint;
  /** Above zero Stripe charged, below zero it gave back. */
  feeCents: bigint;
}
