/**
 * How low a viewer's tokens are. 2: none left; 1: below the limit; 0: enough.
 * The limit is the wallet's too, which publishes `wallet.balance.low.v1` by it.
 */
export function warningLevel(available: bigint, lowBalanceTokens: number): 0 | 1 | 2 {
  if (available <= 0n) return 2;
  return available < BigInt(lowBalanceTokens) ? 1 : 0;
}
