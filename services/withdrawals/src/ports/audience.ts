/** Billing, as the facts for a decision need it. */
export interface Audience {
  /** The viewers who paid for these streams ("str_...") since then. */
  of(creatorId: string, streamIds: readonly string[], since: Date): Promise<AudienceFacts>;
}

export interface AudienceFacts {
  viewers: number;
  largestViewerSharePercent: number;
  openDisputes: number;
  /** Problems that viewers reported and nobody has answered. */
  openCases: number;
}
