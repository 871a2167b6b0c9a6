import type { Method, MethodState } from "../domain/payout-method.ts";

/**
 * Connected accounts. @throws payouts_not_available where Stripe refuses for good, unavailable where it
 * gives no answer
 */
export interface Onboarding {
  /** Once per method: its id is the key. */
  createAccount(method: Method): Promise<string>;
  link(accountId: string, returnUrl: string): Promise<string | "closed">;
  stateOf(accountId: string): Promise<MethodState | "closed">;
}

/** Takes a call from the creator's budget and from that of all creators. False where one is used up. */
export type MayOnboard = (creatorId: string) => Promise<boolean>;
