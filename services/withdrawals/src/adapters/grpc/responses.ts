import { publicId } from "@metercast/contracts";
import {
  ActDetails,
  type Act as WireAct,
  type Attempt as WireAttempt,
  type PayoutMethod as WireMethod,
  type QuoteWithdrawalResponse as WireQuote,
  type Rail as WireRail,
  type RailState as WireRailState,
  type Withdrawal as WireWithdrawal,
  WithdrawalStatus,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { RAILS } from "@metercast/rails";
import type { Act } from "../../domain/act.ts";
import type { Attempt, AttemptState } from "../../domain/attempt.ts";
import { type Method, payoutLabel } from "../../domain/payout-method.ts";
import type { Status, Withdrawal, WithdrawalDetails } from "../../domain/withdrawal.ts";
import type { Rails } from "../../ports/rails.ts";
import type { RailReport } from "../../usecases/check-rails.ts";
import type { Quote } from "../../usecases/quote-withdrawal.ts";

export const wireStatus = (status: Status): WithdrawalStatus =>
  WithdrawalStatus[`WITHDRAWAL_STATUS_${status}`];

export function toWithdrawal(withdrawal: Withdrawal): WireWithdrawal {
  const {
    id,
    status,
    payoutMethodId,
    hold: _hold,
    destination,
    needsReview,
    destinationVersion: _version,
    ...rest
  } = withdrawal;
  return {
    ...rest,
    id: publicId("withdrawal", id),
    status: wireStatus(status),
    payoutMethodId: payoutMethodId === undefined ? "" : publicId("payoutMethod", payoutMethodId),
    payoutDestination: destination,
    attention: needsReview,
    history: [],
    attempts: [],
    barredApprovers: [],
  };
}

export function toDetails(details: WithdrawalDetails): WireWithdrawal {
  const { withdrawal, history, attempts, barredApprovers } = details;
  return { ...toWithdrawal(withdrawal), history, attempts: attempts.map(toAttempt), barredApprovers };
}

/** Outside, the steps have Stripe's words. */
const STATE: Partial<Record<AttemptState, string>> = {
  funding: "transferring",
  funded: "transferred",
  sending: "transferred",
};

function toAttempt(attempt: Attempt): WireAttempt {
  const { id, method, state, payoutRef, failure, claimUntil, details, createdAt, updatedAt } = attempt;
  return {
    id: publicId("attempt", id),
    method,
    state: attempt.unknownSince ? "unknown" : (STATE[state] ?? state),
    reference: payoutRef,
    failure,
    claimUntil,
    details,
    createdAt,
    updatedAt,
  };
}

export function toMethod({
  id,
  creatorId,
  kind,
  state,
  isDefault,
  accountId,
  fields,
  lockedUntil,
  instantEligible,
  createdAt,
}: Method): WireMethod {
  const label = payoutLabel(kind, { accountId, fields });
  const rest = { creatorId, kind, state, isDefault, lockedUntil, instantEligible, createdAt };
  return { ...rest, id: publicId("payoutMethod", id), label };
}

/** Every rail of the list, and what is configured here. */
export const toRails = (rails: Rails): WireRail[] =>
  RAILS.map(({ name }) => {
    const rail = rails.get(name);
    return { name, available: rail !== undefined, instant: rail?.instant };
  });

export const toRailState = ({ name, state, ...rail }: RailReport): WireRailState => ({
  name,
  state,
  lastSuccessAt: rail.lastSuccessAt,
  lastError: rail.lastError,
  attemptsOpen: rail.open,
  attemptsUnknown: rail.unknown,
  underWay: rail.underWay,
  paidToday: rail.paidToday,
  oldestOpenAt: rail.oldestOpenAt,
});

export const toQuote = ({ fee, method, estimatedArrival, lockedUntil, problems }: Quote): WireQuote => ({
  fee,
  payoutMethodId: method ? publicId("payoutMethod", method.id) : "",
  rail: method?.kind ?? "",
  estimatedArrival,
  lockedUntil,
  problems,
});

export function toAct({ id, details, ...act }: Act): WireAct {
  return { ...act, id: publicId("act", id), details: ActDetails.fromJSON(details) };
}
