import { formatAmount } from "@metercast/money";
import { railOf, type Speed } from "@metercast/rails";
import { type Clock, MetercastError } from "@metercast/runtime";
import { type BankCalendar, estimatedArrival } from "../domain/arrival.ts";
import { isLocked } from "../domain/method-lock.ts";
import { destinationOf, type Method } from "../domain/payout-method.ts";
import { termsOf } from "../domain/payout-terms.ts";
import type { Minimums } from "../ports/minimums.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store } from "../ports/store.ts";

export interface QuotePorts {
  store: Store;
  rails: Rails;
  minimums: Minimums;
  clock: Clock;
  banks: BankCalendar;
  settings: { minimumCents: bigint };
}

export interface QuoteRequest {
  creatorId: string;
  /** Cents. */
  amount: bigint;
  payoutMethodId: string | undefined;
  speed: Speed;
}

export interface Quote {
  fee: bigint;
  method: Method | undefined;
  estimatedArrival: Date | undefined;
  lockedUntil: Date | undefined;
  problems: { code: string; detail: string }[];
}

/** What a withdrawal would cost now, and why it would be refused. @throws payout_method_not_found */
export async function quoteWithdrawal(ports: QuotePorts, request: QuoteRequest): Promise<Quote> {
  const { store, rails, minimums, settings, clock } = ports;
  const { creatorId, amount, payoutMethodId, speed } = request;
  const methods = await store.methods.list(creatorId);
  const destination = destinationOf(methods, payoutMethodId);
  if (destination && "refused" in destination && destination.refused === "not_found")
    throw new MetercastError("payout_method_not_found");
  const methodId = destination && "methodId" in destination ? destination.methodId : undefined;
  const method = methods.find(({ id }) => id === methodId);
  const instant = method && rails.get(method.kind)?.instant;
  const instantWithinDay = await store.withdrawals.instantWithinDay(creatorId);
  const terms = termsOf({ amount, speed, method, instant, instantWithinDay });
  const problems: Quote["problems"] = [...terms.problems];
  const minimum = (await minimums.of(creatorId)) ?? settings.minimumCents;
  if (amount < minimum) problems.unshift(belowMinimum(minimum));
  if (await store.withdrawals.openOf(creatorId))
    problems.push({ code: "withdrawal_already_open", detail: "Another withdrawal is open." });
  if ((await store.schedules.pauses(creatorId)).admin)
    problems.push({ code: "payouts_paused", detail: "The platform has paused your payouts." });
  const now = new Date(clock.now());
  const lockedUntil = isLocked(method?.lockedUntil, now) ? method?.lockedUntil : undefined;
  return {
    fee: terms.fee,
    method,
    lockedUntil,
    problems,
    estimatedArrival: arrival(ports.banks, method, speed, lockedUntil ?? now),
  };
}

const belowMinimum = (minimum: bigint) => ({
  code: "below_minimum",
  detail: `A withdrawal is at least ${formatAmount(minimum, "USD")} USD.`,
});

/** From when it could be paid; an admin's approval comes on top. */
function arrival(
  banks: BankCalendar,
  method: Method | undefined,
  speed: Speed,
  from: Date,
): Date | undefined {
  if (!method) return undefined;
  return speed === "instant" ? from : estimatedArrival(from, railOf(method.kind).arrival.businessDays, banks);
}
