import { publicId } from "@metercast/contracts";
import type Stripe from "stripe";
import type { Attempt, CountRefusal, Outcome, PayoutMethodAdapter, PayoutView } from "../../ports.ts";
import { outcomeOf } from "./client.ts";
import { verdictOf } from "./errors.ts";

/**
 * A withdrawal has a handful of transfers at most, and a creator a handful of payouts since the attempt began. Where Stripe ignores a filter the list has
 * those of everybody: then looking through a part of it has found nothing out.
 */
const LOOKED_AT = 1_000;
/** Stripe's clock and ours. */
const CLOCK_SECONDS = 3_600;

const ids = (attempt: Attempt) => ({
  withdrawal_id: publicId("withdrawal", attempt.withdrawalId),
  attempt_id: publicId("attempt", attempt.id),
});
const cents = (amount: bigint): number => {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError("too large for Stripe");
  return number;
};

/** Creators as recipients on Connect: a transfer to the connected account, a payout from there to the bank. */
export function stripePayouts(stripe: Stripe, count: CountRefusal): PayoutMethodAdapter {
  const called = attemptCall(count);
  const on = (attempt: Attempt) => ({ stripeAccount: attempt.destination });
  return {
    kind: "stripe",
    /** A payout of an account that owes Stripe money is refused, and then the transfer can't be reversed either. */
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
            amount: cents(attempt.amount),
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
          { amount: cents(attempt.amount), currency: "usd", metadata: ids(attempt) },
          { idempotencyKey, ...on(attempt) },
        );
        return { reference: payout.id, estimatedArrival: arrivalOf(payout) };
      }),
    findSent: (attempt) =>
      find(attempt, stripe.payouts.list({ created: { gte: sinceOf(attempt) }, limit: 100 }, on(attempt))),
    async poll(attempt) {
      return viewOf(await stripe.payouts.retrieve(attempt.payoutRef, {}, on(attempt)));
    },
    reverse: (attempt, idempotencyKey) =>
      called("reversal", async () => {
        const { amount, amount_reversed } = await stripe.transfers.retrieve(attempt.fundingRef);
        const left = amount - amount_reversed;
        if (left === 0) return { reference: attempt.fundingRef };
        // A part may have been reversed by hand since the key was used: what is asked for is in the key.
        const { id } = await stripe.transfers.createReversal(
          attempt.fundingRef,
          { amount: left, metadata: ids(attempt) },
          { idempotencyKey: `${idempotencyKey}-${left}` },
        );
        return { reference: id };
      }),
    async findReversal(attempt) {
      // By whoever it was reversed: the money is back.
      const transfer = await stripe.transfers.retrieve(attempt.fundingRef);
      return transfer.amount_reversed >= transfer.amount ? transfer.id : undefined;
    },
  };
}

const sinceOf = (attempt: Attempt): number => Math.floor(attempt.createdAt.getTime() / 1_000) - CLOCK_SECONDS;

type Found = { id: string; metadata: Record<string, string> | null };

/** The one that carries the attempt's id: whatever the list was filtered by, only the object itself tells. */
async function find(attempt: Attempt, rows: AsyncIterable<Found>): Promise<string | undefined> {
  let looked = 0;
  for await (const row of rows) {
    if (row.metadata?.attempt_id === ids(attempt).attempt_id) return row.id;
    if (++looked === LOOKED_AT) throw new Error("too many to look through");
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

function viewOf(payout: Stripe.Payout): PayoutView {
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
