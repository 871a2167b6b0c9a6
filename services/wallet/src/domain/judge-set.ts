import type { Account } from "./account.ts";
import { type AppliedTransfer, applyTransfers } from "./apply-transfers.ts";
import { type PostedTransfer, type UserAccount, usersOf } from "./transfer.ts";
import { type AskedTransfer, answerAgain, type EarlierRequest, type Rejection } from "./transfer-request.ts";

/** A request of a set, with what its key was answered before the set. */
export interface Candidate {
  request: AskedTransfer;
  content: string;
  earlier: EarlierRequest | undefined;
}

/** What becomes of a request of a set. `accounts`: its users' accounts after it. */
export type Verdict =
  | { kind: "posts"; transfers: AppliedTransfer[]; before: Account[]; accounts: Account[] }
  /** Its key was posted before the set. */
  | { kind: "posted"; transfer: PostedTransfer; accounts: Account[] }
  /** Its key is posted by an earlier request of the set, at this place. */
  | { kind: "repeats"; place: number; accounts: Account[] }
  /** `isNew`: decided now, not by an earlier answer. */
  | { kind: "rejected"; code: Rejection; isNew: boolean };

/**
 * Judges a set of requests one after the other, as if each were a transaction of its own. `accounts`: those
 * of the set that exist, in lock order.
 */
export function judgeSet(candidates: readonly Candidate[], accounts: readonly Account[]): Verdict[] {
  const now = new Map(accounts.map((account) => [accountKey(account), account]));
  const order = new Map(accounts.map(({ account }, place) => [account, place]));
  const decided = new Map<string, Decided>();
  return candidates.map((candidate, place) => {
    const { request, content } = candidate;
    const users = usersOf(request.transfers, "debit", "credit");
    const before = users
      .flatMap((user) => now.get(accountKey(user)) ?? [])
      .sort((a, b) => (order.get(a.account) ?? 0) - (order.get(b.account) ?? 0));
    const key = JSON.stringify([request.source, request.requestId]);
    const known = again(candidate, decided.get(key), before);
    if (known) return known;
    const applied =
      before.length < users.length ? "insufficient_funds" : applyTransfers(request.transfers, before);
    if (typeof applied === "string") {
      // A call may ask again with the same key; a message's rejection is permanent.
      if (request.message) decided.set(key, { content, rejection: applied });
      return { kind: "rejected", code: applied, isNew: true };
    }
    for (const account of applied.accounts) now.set(accountKey(account), account);
    decided.set(key, { content, place });
    return { kind: "posts", transfers: applied.transfers, before, accounts: applied.accounts };
  });
}

/** A key that was decided in this set. */
type Decided = { content: string } & ({ place: number } | { rejection: Rejection });

function again(
  { request, content, earlier }: Candidate,
  here: Decided | undefined,
  accounts: Account[],
): Verdict | undefined {
  if (earlier) {
    const answer = answerAgain(request, earlier);
    return typeof answer === "string"
      ? { kind: "rejected", code: answer, isNew: false }
      : { kind: "posted", transfer: answer, accounts };
  }
  if (!here) return undefined;
  if (here.content !== content) return { kind: "rejected", code: "idempotency_conflict", isNew: false };
  return "place" in here
    ? { kind: "repeats", place: here.place, accounts }
    : { kind: "rejected", code: here.rejection, isNew: false };
}

/** A user's account by its name. */
export const accountKey = ({ userId, asset }: UserAccount): string => `${asset} ${userId}`;
