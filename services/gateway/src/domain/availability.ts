/** When earnings become available; days are whole UTC days. */
export interface EarningsTerms {
  holdDays: number;
  newCreatorDays: number;
  newCreatorHoldDays: number;
  reservePercent: number;
  reserveDays: number;
}

/** A version of the terms. */
export interface EarningsPolicy {
  /** Undefined: the platform's. */
  creatorId: string | undefined;
  /** 0: the configuration. */
  version: number;
  terms: EarningsTerms;
  releasesEarlier: boolean;
  reason: string | undefined;
  actorId: string | undefined;
  /** The second admin. */
  confirmedBy: string | undefined;
  /** In force from then on; undefined for the configuration. */
  at: Date | undefined;
}

/** What a creator can withdraw, and when the rest follows. Cents. */
export interface Availability {
  asOf: Date;
  balance: bigint;
  available: bigint;
  heldForWithdrawals: bigint;
  /** What the creator owes the platform, and what of the balance waits for that. */
  debt: bigint;
  withheldForDebt: bigint;
  /** In the order of `availableOn`. */
  upcoming: UpcomingAmount[];
  terms: EarningsTerms;
}

export interface UpcomingAmount {
  amount: bigint;
  /** "2026-12-08": available from the start of this day (UTC). */
  availableOn: string;
  earnedOn: string;
  kind: "maturing" | "reserve";
}
