import type { MoneyMove, MoveOutcome, TopUp } from "../domain/top-up.ts";

/** What top-ups need of the wallet, which identifies a top-up by its Checkout session. */
export interface TopUpWallet {
  /** @throws unavailable: the outcome is unknown */
  postTopUp(topUp: TopUp & { checkoutSessionId: string }): Promise<void>;
  /**
   * Books a balance transaction once by its id: takes unspent tokens, or gives taken ones back. @throws
   * unavailable
   */
  moveTopUpMoney(topUp: TopUp & { checkoutSessionId: string }, move: MoneyMove): Promise<MoveOutcome>;
}
