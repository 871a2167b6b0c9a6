import { publicId } from "@metercast/contracts";
import { stripeCents, upTo, verdictOf } from "@metercast/stripe";
import type Stripe from "stripe";
import type { CountRefusal, Outcome, RailAdapter, RailAttempt } from "../interface.ts";
import { outcomeOf } from "./outcome.ts";

/**
 * A withdrawal has a handful of transfers at most, and a creator a handful of payouts since the attempt
 * began. A Stripe that ignores the filter lists those of all creators: then a part of the list proves
 * nothing.
 */
const MOST_ROWS = 1_000;
/** Stripe remembers a key for 24 hours at least. An hour less leaves room for clocks that differ. */
const KEY_LIFE_MS = 23 * 3_600_000;
/** Stripe's clock and ours. */
const CLOCK_SECONDS = 3_600;

const ids = (attempt: RailAttempt) => ({
  withdrawal_id: publicId("withdrawal", attempt.withdrawalId),
  attempt_id: publicId("attempt", attempt.id),
});

/**
 * Creators as recipients on Connect: a transfer to the connected account, a payout from there to the bank.
 */
export function stripePayouts(stripe: Stripe, count: CountRefusal): StripePayouts {
  const called = attemptCall(count);
  const on = (attempt: RailAttempt) => ({ stripeAccount: attempt.destination });
  return {
    keyLifeMs: KEY_LIFE_MS,
    /**
     * Stripe refuses a payout of an account that owes it money, and then it refuses to reverse the transfer
     * too.
     */
    async obstacle(attempt) {
      try {
        const { available } = await stripe.balance.retrieve({}, on(attempt));
        const there = available.find(({ currency }) => currency === "usd")?.amount ?? 0;
        if (there >= 0) return undefined;
        const detail = `${attempt.destination} has ${there} cents`;
        return { kind: "waits", needsReview: "connected_balance_negative", detail };
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome.kind === "refused") return outcome;
        throw error;
      }
    },
    fund: (attempt, idempotencyKey) =>
      called("transfer", async () => {
        const transfer = await stripe.transfers.create(
          {
            amount: stripeCents(attempt.amount),
            currency: "usd",
            destination: attempt.destination,
            transfer_group: ids(attempt).withdrawal_id,
            metadata: ids(attempt),
          },
          { idempotencyKey },
        );
        return { reference: transfer.id };
      }),
    findFunding: (attempt) =>
      find(
        attempt,
        stripe.transfers.list({
          transfer_group: ids(attempt).withdrawal_id,
          destination: attempt.destination,
          created: { gte: sinceOf(attempt) },
          limit: 100,
        }),
      ),
    send: (attempt, idempotencyKey) =>
      called("payout", async () => {
        const payout = await stripe.payouts.create(
          {
            amount: stripeCents(attempt.amount),
            currency: "usd",
            metadata: ids(attempt),
            ...(attempt.speed === "instant" && { method: "instant" as const }),
          },
          { idempotencyKey, ...on(attempt) },
        );
        return { reference: payout.id, estimatedArrival: arrivalOf(payout) };
      }),
    findSent: (attempt) =>
      find(attempt, stripe.payouts.list({ created: { gte: sinceOf(attempt) }, limit: 100 }, on(attempt))),
    async status(attempt) {
      return viewOf(await stripe.payouts.retrieve(attempt.payoutRef, {}, on(attempt)));
    },
    reverse: (attempt, idempotencyKey) =>
      called("reversal", async () => {
        const { amount, amount_reversed } = await stripe.transfers.retrieve(attempt.fundingRef);
        const left = amount - amount_reversed;
        if (left === 0) return { reference: attempt.fundingRef };
        // A part may have been reversed by hand since the key was used, so the amount is in the key.
        const { id } = await stripe.transfers.createReversal(
          attempt.fundingRef,
          { amount: left, metadata: ids(attempt) },
          { idempotencyKey: `${idempotencyKey}-${left}` },
        );
        return { reference: id };
      }),
    async findReversal(attempt) {
      // Also where a person has reversed it: the money is back.
      const transfer = await stripe.transfers.retrieve(attempt.fundingRef);
      return transfer.amount_reversed >= transfer.amount ? transfer.id : undefined;
    },
  };
}

const sinceOf = (attempt: RailAttempt): number =>
  Math.floor(attempt.createdAt.getTime() / 1_000) - CLOCK_SECONDS;

/** Stripe lists what was done, so each step has a look-up. */
type StripePayouts = RailAdapter & Required<Pick<RailAdapter, "findFunding" | "findSent" | "findReversal">>;

type Found = { id: string; metadata: Record<string, string> | null };

/** The row with the attempt's id: Stripe may ignore the list's filter, but not the object's metadata. */
async function find(attempt: RailAttempt, rows: AsyncIterable<Found>): Promise<string | undefined> {
  for await (const row of upTo(MOST_ROWS, rows)) {
    if (row.metadata?.attempt_id === ids(attempt).attempt_id) return row.id;
  }
  return undefined;
}

type Done = Omit<Outcome & { kind: "done" }, "kind">;

const attemptCall =
  (count: CountRefusal) =>
  async (step: Parameters<CountRefusal>[0], call: () => Promise<Done>): Promise<Outcome> => {
    try {
      return { kind: "done", ...(await call()) };
    } catch (error) {
      const verdict = verdictOf(error);
      if (verdict.kind === "permanent") count(step, verdict.why);
      return outcomeOf(error);
    }
  };

const arrivalOf = (payout: Stripe.Payout): Date | undefined =>
  payout.arrival_date ? new Date(payout.arrival_date * 1_000) : undefined;

function viewOf(payout: Stripe.Payout): Awaited<ReturnType<RailAdapter["status"]>> {
  switch (payout.status) {
    case "paid":
      return { status: "paid" };
    case "failed":
    case "canceled": {
      const code = payout.failure_code ?? payout.status;
      const reason = payout.failure_message ? `${code}: ${payout.failure_message}` : code;
      return { status: "failed", reason: reason.slice(0, 300) };
    }
    default:
      return { status: "in_transit", estimatedArrival: arrivalOf(payout) };
  }
}
