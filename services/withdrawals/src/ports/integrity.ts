import type { CheckOutcome, IntegrityRun } from "@metercast/postgres/integrity";
import type { HoldView } from "./wallet.ts";

export interface Integrity {
  ownChecks(): Promise<CheckOutcome[]>;
  /** Withdrawals to compare with the wallet's holds, a page after an id. `any`: it changed just now. */
  holdsToCompare(after: string, limit: number): Promise<HoldToCompare[]>;
  /**
   * Connected accounts that may have money of ours; cents that moved just now; and cents that are back at
   * Stripe while the books still have them paid out, because the transfer is not reversed yet.
   */
  stripeSide(): Promise<{ accounts: string[]; moved: bigint; returning: bigint }>;
  /** Cents in transit to creators by our tables, and how much of it changed just now. */
  inTransit(): Promise<{ compared: bigint; cents: bigint; moved: bigint }>;
  usesStripe(): Promise<boolean>;
  keep(run: IntegrityRun): Promise<void>;
  last(): Promise<IntegrityRun | undefined>;
}

export type HoldToCompare = Omit<HoldView, "status"> & { status: HoldView["status"] | "any" };
