import type { Account } from "../domain/account.ts";
import type { Day } from "../domain/day.ts";
import type { EarningsPolicy } from "../domain/earnings-policy.ts";
import type { ReserveLot } from "../domain/reserve-lot.ts";
import type { UserAccount } from "../domain/transfer.ts";

/** What a creator earned and what is kept of it: in one transaction, or in one snapshot. */
export interface EarningsBooks {
  findAccounts(wanted: readonly UserAccount[]): Promise<Account[]>;
  /** The newest versions of the platform (""), or of a creator, oldest first. */
  earningsPolicies(creatorId: string): Promise<EarningsPolicy[]>;
  /** Cents per UTC day from one on: minutes, and what platform clients credited. */
  earnedByDay(account: bigint, from: Day): Promise<{ day: Day; cents: bigint }[]>;
  firstEarnedOn(account: bigint): Promise<Day | undefined>;
  /** Those whose holds stand. */
  openLots(account: bigint): Promise<ReserveLot[]>;
  /** Days from one on of which a lot was placed, with the cents that the terms reserved. */
  reservedByDay(account: bigint, from: Day): Promise<{ day: Day; cents: bigint }[]>;
  /** Cents that the creator owes for clawbacks. */
  debtOf(account: bigint): Promise<bigint>;
}
