import type { Attempt } from "../domain/attempt.ts";
import type { Obstacle, Outcome, PayoutView } from "../domain/attempt-machine.ts";
import type { MethodKind } from "../domain/payout-method.ts";

/**
 * One way to pay: a new one (PayPal, say) needs one of these and nothing else. A call with the same key has
 * one effect. `find…` looks up what an earlier call did, and throws where it can't. A way without a step of
 * its own answers `done` with no reference.
 */
export interface PayoutMethodAdapter {
  readonly kind: MethodKind;
  /** What prevents the payout, before any money moves. @throws where the payer can't be reached */
  obstacle(attempt: Attempt): Promise<Exclude<Obstacle, { kind: "no_answer" }> | undefined>;
  fund(attempt: Attempt, key: string): Promise<Outcome>;
  findFunding(attempt: Attempt): Promise<string | undefined>;
  send(attempt: Attempt, key: string): Promise<Outcome>;
  findSent(attempt: Attempt): Promise<string | undefined>;
  /** @throws where the payer can't be reached */
  status(attempt: Attempt): Promise<Exclude<PayoutView, { status: "no_answer" }>>;
  reverse(attempt: Attempt, key: string): Promise<Outcome>;
  findReversal(attempt: Attempt): Promise<string | undefined>;
}

export type PayoutMethodAdapters = Partial<Record<MethodKind, PayoutMethodAdapter>>;
