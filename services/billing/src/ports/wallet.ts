import type { DueMinutes } from "../domain/due-batch.ts";
import type { MinuteDecision } from "../domain/meter.ts";

/** What joins and the meter need of the wallet. */
export interface Wallet {
  /** Opens the accounts that do not exist. @throws unavailable */
  openAccounts(viewerId: string, creatorId: string): Promise<OpenedAccounts>;
  /**
   * A viewer's balance and how far each session is paid, as of one moment; in the order of `sessions`.
   * @throws unavailable
   */
  paidMinutes(
    viewerId: string,
    sessions: readonly { id: string; minutesBilled: number }[],
  ): Promise<{ available: bigint; paid: number[] }>;
  /**
   * The available tokens of up to 100 viewers; viewers without an account are left out. @throws unavailable
   */
  tokensOf(viewerIds: readonly string[]): Promise<Map<string, bigint>>;
  /** @throws unavailable: the outcome is unknown */
  postMinutes(due: DueMinutes): Promise<Iterable<MinuteDecision>>;
}

export interface OpenedAccounts {
  viewerAccount: bigint;
  available: bigint;
  creatorAccount: bigint;
}
