import type { Ledger } from "../ports/ledger.ts";

/**
 * Keeps the deltas of platform accounts few, so that their balances stay cheap to read. "again": more are
 * left.
 */
export async function foldPlatformDeltas({ ledger }: { ledger: Ledger }): Promise<"again" | undefined> {
  return (await ledger.foldPlatformDeltas()) ? "again" : undefined;
}
