import type { Act } from "../../domain/act.ts";
import type { Withdrawal } from "../../domain/withdrawal.ts";
import type { Trace } from "../admin/trace.ts";

/** The people whom answers name, for one look-up of their names each. */

export function peopleOfAct({ requestedBy, decidedBy, subjectId, details }: Act) {
  const adjusted = details?.type === "adjustment" ? details.terms.userId : undefined;
  return [requestedBy, decidedBy, subjectId, adjusted];
}

export const peopleOfWithdrawal = (withdrawal: Withdrawal) => [
  withdrawal.creatorId,
  withdrawal.firstApproval?.adminId,
  ...withdrawal.barredApprovers,
  ...withdrawal.history.map(({ actorId }) => actorId),
];

/** Names of one page: a trail has at most a hundred rows. */
export const peopleOfTrace = ({ userId, withdrawal, funding, topUp }: Trace) => [
  userId,
  ...(withdrawal ? peopleOfWithdrawal(withdrawal) : []),
  ...(funding?.others.map(({ actorId }) => actorId) ?? []),
  ...(topUp?.paid.map(({ creatorId }) => creatorId) ?? []),
  ...(topUp?.clawbacks.map(({ creatorId }) => creatorId) ?? []),
];
