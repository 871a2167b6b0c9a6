/** A viewer's available tokens, and how far their sessions are paid, as of one moment. */
export interface Funds {
  of(userId: string, sessions: readonly { session: string; paidMinutes: number }[]): Promise<ViewerFunds>;
}

export interface ViewerFunds {
  availableTokens: bigint;
  /** In the order of the sessions. */
  paidMinutes: number[];
}
