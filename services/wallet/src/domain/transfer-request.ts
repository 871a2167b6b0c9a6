import type { Account } from "./account.ts";
import type { Inapplicable } from "./apply-transfers.ts";
import type { PostedTransfer, Transfer } from "./transfer.ts";

/** The business key of a request: it has one effect. */
export interface RequestKey {
  /** The service, job or platform client that asks. */
  source: string;
  requestId: string;
}

export interface TransferRequest extends RequestKey {
  transfers: readonly Transfer[];
  referenceType: string;
  referenceId: string;
  reason: string;
  actorId: string;
}

export type Rejection = Inapplicable | "idempotency_conflict" | "forbidden" | "invalid_request";

/** The answer to a request. `transfer` is the request's first one. */
export type TransferAnswer =
  | { outcome: "posted"; transfer: PostedTransfer; accounts: Account[]; replayed: boolean }
  | { outcome: "rejected"; code: Rejection };

/** A request as it was answered before. */
export interface EarlierRequest {
  /** Compared with the request at hand; "any": the answer holds whatever the content is. */
  content: "same" | "other" | "any";
  rejection: Rejection | undefined;
  /** Undefined where it was rejected. */
  transferId: string | undefined;
  createdAt: Date;
}

/** What makes two requests with one key the same request. */
export function contentOf({ transfers, referenceType, referenceId, reason }: TransferRequest): string {
  return JSON.stringify([transfers, referenceType, referenceId, reason], (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

/** What an earlier request with the same key leaves for this one: its transfer, or a rejection. */
export function answerAgain(
  request: TransferRequest,
  { content, rejection, transferId, createdAt }: EarlierRequest,
): PostedTransfer | Rejection {
  if (content === "other") return "idempotency_conflict";
  const [transfer] = request.transfers;
  if (transferId === undefined || transfer === undefined) return rejection ?? "idempotency_conflict";
  return { ...transfer, id: transferId, createdAt };
}

/** The rejection that a request without a known content gets where its key was used before. */
export function rejectAgain({ content, rejection }: EarlierRequest): Rejection {
  return content === "any" && rejection !== undefined ? rejection : "idempotency_conflict";
}
