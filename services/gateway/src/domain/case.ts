/** A viewer's report of a problem with what a session charged. */
export const CASE_REASONS = ["picture_frozen", "not_watched", "wrong_charge", "other"] as const;
export type CaseReason = (typeof CASE_REASONS)[number];

/** `open` waits for the platform, `answered` for the viewer; the others are final. */
export const CASE_STATUSES = ["open", "answered", "refunded", "declined", "withdrawn"] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export interface CaseRefund {
  tokens: bigint;
  begunBy: string;
  begunAt: Date;
  note: string;
  /** Counts from 1: a refund that a second admin declined can be begun again. */
  attempt: number;
  /** Undefined until the wallet has posted it. */
  transferId: string | undefined;
}

export interface Case {
  id: string;
  sessionId: string;
  streamId: string;
  viewerId: string;
  creatorId: string;
  reason: CaseReason;
  status: CaseStatus;
  /** When it was opened. */
  tokensCharged: bigint;
  openedAt: Date;
  updatedAt: Date;
  resolvedAt: Date | undefined;
  resolvedBy: string | undefined;
  resolutionNote: string | undefined;
  refund: CaseRefund | undefined;
  messages: number;
}

export interface CaseMessage {
  side: "viewer" | "platform";
  authorId: string;
  text: string;
  writtenAt: Date;
}

/** What the meter knows of a case's session. */
export interface CaseFacts {
  /** Only the last presence report is kept. */
  lastSeenAt: Date;
  /** With the presence policy `both`: since when the media server saw the viewer. */
  mediaFrom: Date | undefined;
  /** Of a lost session: how long it was silent before the meter declared it lost. */
  silentMs: number;
  minuteMs: number;
  minutesEmitted: number;
  /** The first minute that the wallet refused; 0: none. */
  refusedMinute: number;
  /** By now; refunded or being refunded by all cases about the session. */
  tokensCharged: bigint;
  tokensRefunded: bigint;
}

/** The words that a refund's transfer and act carry; the same for the same refund. */
export const refundReason = (caseId: string, note: string): string =>
  note === "" ? `Refund of case ${caseId}` : `Refund of case ${caseId}: ${note}`;
