/** Why a viewer reports a session. Stable codes. */
export const CASE_REASONS = ["picture_frozen", "not_watched", "wrong_charge", "other"] as const;
export type CaseReason = (typeof CASE_REASONS)[number];

/** `open` waits for the platform, `answered` for the viewer; the others are final. */
export const CASE_STATES = ["open", "answered", "refunded", "declined", "withdrawn"] as const;
export type CaseState = (typeof CASE_STATES)[number];

export const CASE_TEXT_CHARACTERS = 2_000;
/** A conversation is read in one piece. A viewer who needs more writes a mail. */
export const MAX_CASE_MESSAGES = 50;

/** A refund that an admin began; `transferId` once the wallet has posted it. */
export interface CaseRefund {
  tokens: number;
  begunBy: string;
  begunAt: number;
  note: string;
  transferId: string | undefined;
}

/** A viewer's report of a problem with what a session charged. Times in ms. */
export interface ViewerCase {
  id: string;
  sessionId: string;
  streamId: string;
  viewerId: string;
  creatorId: string;
  reason: CaseReason;
  state: CaseState;
  /** When it was opened. */
  tokensCharged: number;
  messages: number;
  openedAt: number;
  updatedAt: number;
  resolvedAt: number | undefined;
  resolvedBy: string;
  resolutionNote: string;
  refund: CaseRefund | undefined;
  /** Counts refunds that were begun, canceled ones too. */
  refundAttempt: number;
}

export interface CaseMessage {
  id: string;
  caseId: string;
  side: "viewer" | "platform";
  authorId: string;
  text: string;
  writtenAt: number;
}

export const isOpen = ({ state }: Pick<ViewerCase, "state">): boolean =>
  state === "open" || state === "answered";

/** Why a change is not made, with its public code and words. */
export interface CaseRefusal {
  refused: "invalid_transition" | "second_admin_required" | "limit_exceeded" | "refund_above_charge";
  detail: string;
}
export type Judged = ViewerCase | CaseRefusal;

const refuse = (refused: CaseRefusal["refused"], detail: string): CaseRefusal => ({ refused, detail });

const ifOver = (found: ViewerCase): CaseRefusal | undefined =>
  isOpen(found) ? undefined : refuse("invalid_transition", `The case is ${found.state}.`);

/** While a refund is under way money may have moved. */
const ifRefundBegan = (found: ViewerCase): CaseRefusal | undefined =>
  found.refund ? refuse("invalid_transition", "A refund of this case has begun.") : undefined;

const ifOwn = (found: ViewerCase, actorId: string): CaseRefusal | undefined =>
  found.viewerId.toLowerCase() === actorId.toLowerCase()
    ? refuse("second_admin_required", "Nobody decides their own case.")
    : undefined;

/** The case after a message. */
export function withMessage(
  found: ViewerCase,
  { side, authorId, writtenAt }: Pick<CaseMessage, "side" | "authorId" | "writtenAt">,
): Judged {
  const refusal = ifOver(found) ?? (side === "platform" ? ifOwn(found, authorId) : undefined);
  if (refusal) return refusal;
  if (found.messages >= MAX_CASE_MESSAGES)
    return refuse("limit_exceeded", `A case has at most ${MAX_CASE_MESSAGES} messages.`);
  const state = side === "platform" ? "answered" : "open";
  return { ...found, state, messages: found.messages + 1, updatedAt: writtenAt };
}

export function withdrawn(found: ViewerCase, at: number): Judged {
  const end: Resolution = { state: "withdrawn", at, by: found.viewerId, note: "" };
  return ifOver(found) ?? ifRefundBegan(found) ?? resolved(found, end);
}

export function declined(found: ViewerCase, { at, by, note }: Omit<Resolution, "state">): Judged {
  const end: Resolution = { state: "declined", at, by, note };
  return ifOver(found) ?? ifRefundBegan(found) ?? ifOwn(found, by) ?? resolved(found, end);
}

/** What a session charged by now, and what cases about it have refunded or are refunding. */
export interface SessionCharge {
  charged: number;
  refunded: number;
}

/** The case whose refund has begun. `tokens` 0: all that is left. */
export function refundBegun(
  found: ViewerCase,
  { tokens, by, note, at }: { tokens: number; by: string; note: string; at: number },
  { charged, refunded }: SessionCharge,
): Judged {
  const refusal = ifOver(found) ?? ifOwn(found, by);
  if (refusal) return refusal;
  const most = Math.max(0, charged - refunded);
  const wanted = tokens === 0 ? most : tokens;
  if (wanted < 1 || wanted > most)
    return refuse(
      "refund_above_charge",
      `Of ${charged} tokens that the session charged, ${most} can be refunded.`,
    );
  const refund = { tokens: wanted, begunBy: by, begunAt: at, note, transferId: undefined };
  return { ...found, refund, refundAttempt: found.refundAttempt + 1, updatedAt: at };
}

/** The wallet has posted the refund. */
export function refundPosted(found: ViewerCase, transferId: string, at: number): Judged {
  const { refund } = found;
  if (!refund) return refuse("invalid_transition", "No refund has begun.");
  const paid = { ...found, refund: { ...refund, transferId } };
  const end: Resolution = { state: "refunded", at, by: refund.begunBy, note: refund.note };
  return ifOver(found) ?? resolved(paid, end);
}

interface Resolution {
  state: CaseState;
  at: number;
  by: string;
  note: string;
}

const resolved = (found: ViewerCase, { state, at, by, note }: Resolution): ViewerCase => ({
  ...found,
  state,
  updatedAt: at,
  resolvedAt: at,
  resolvedBy: by,
  resolutionNote: note,
});
