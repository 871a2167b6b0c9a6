import { publicId } from "@metercast/contracts";
import type { Clock } from "@metercast/runtime";
import type { CountRefusal, Outcome, RailAdapter, RailAttempt } from "../interface.ts";
import { type PaypalClient, PaypalError } from "./client.ts";
import { dollars } from "./money.ts";
import { recipientOf } from "./receiver.ts";
import { viewOf } from "./status.ts";
import type { Batch } from "./types.ts";

/** PayPal refuses a sender_batch_id again for 30 days. A day less leaves room for clocks that differ. */
export const KEY_LIFE_MS = 29 * 86_400_000;
const SUBJECT = "You have been paid";

export interface PaypalPayoutTools {
  client: PaypalClient;
  clock: Pick<Clock, "now">;
  count: CountRefusal;
}

/**
 * One batch with one item per attempt. Its sender_batch_id is the attempt's id, so a repeated POST never
 * pays twice: PayPal refuses it with a link to the batch of the first. PayPal can't be asked for a batch by
 * that id, so a lost POST is repeated, and there is no `findFunding`.
 */
export function paypalPayouts({ client, clock, count }: PaypalPayoutTools): RailAdapter {
  return {
    keyLifeMs: KEY_LIFE_MS,
    obstacle: () => Promise.resolve(undefined),
    async fund(attempt) {
      // Each POST uses the same id, whatever the key: its life begins with the attempt.
      if (clock.now() - attempt.createdAt.getTime() >= KEY_LIFE_MS)
        return { kind: "unknown", keySpent: true, detail: "too old to be sent without a doubt" };
      try {
        const { batch_header: header } = await client.createBatch(newBatch(attempt));
        if (!header?.payout_batch_id) return unknown("PayPal named no batch");
        return done(header.payout_batch_id);
      } catch (error) {
        return outcomeOf(client, attempt, error, count);
      }
    },
    // The batch is the payout: there is no step between funding it and sending it.
    send: ({ fundingRef }) => Promise.resolve({ kind: "done", reference: fundingRef }),
    findSent: ({ fundingRef }) => Promise.resolve(fundingRef),
    async status(attempt) {
      return viewOf(attempt, ownBatch(attempt, await client.batch(attempt.payoutRef)));
    },
    // PayPal has given the money back before the rail reports a failure.
    reverse: ({ payoutRef, fundingRef }) =>
      Promise.resolve({ kind: "done", reference: payoutRef || fundingRef }),
    findReversal: ({ payoutRef, fundingRef }) => Promise.resolve(payoutRef || fundingRef),
    async cancel(attempt) {
      const [item] = ownBatch(attempt, await client.batch(attempt.payoutRef)).items ?? [];
      if (item?.transaction_status !== "UNCLAIMED") return "not_cancelable";
      try {
        await client.cancelItem(item.payout_item_id);
        return "canceled";
      } catch (error) {
        // BATCH_NOT_COMPLETED, ITEM_INCORRECT_STATUS, ITEM_ALREADY_CANCELLED
        if (error instanceof PaypalError && error.status === 400) return "not_cancelable";
        throw error;
      }
    },
  };
}

export const senderBatchId = (attempt: Pick<RailAttempt, "id">): string => publicId("attempt", attempt.id);

const newBatch = (attempt: RailAttempt): Parameters<PaypalClient["createBatch"]>[0] => ({
  sender_batch_header: { sender_batch_id: senderBatchId(attempt), email_subject: SUBJECT },
  items: [
    {
      ...recipientOf(attempt.receiver),
      amount: { currency: "USD", value: dollars(attempt.amount) },
      sender_item_id: publicId("withdrawal", attempt.withdrawalId),
      purpose: "SERVICES",
    },
  ],
});

const done = (batchId: string): Outcome => ({
  kind: "done",
  reference: batchId,
  details: { batch: batchId },
});
const unknown = (detail: string): Outcome => ({ kind: "unknown", keySpent: false, detail });

/**
 * What a failed POST means. A refusal of our credentials, of our whole account or of too many calls is none
 * of this payout: it is repeated. PayPal's texts may name the receiver, so only its codes are kept.
 */
async function outcomeOf(
  client: PaypalClient,
  attempt: RailAttempt,
  error: unknown,
  count: CountRefusal,
): Promise<Outcome> {
  if (!(error instanceof PaypalError)) return unknown(`no answer: ${nameOf(error)}`);
  const { status, code, message } = error;
  if (status !== 400 && status !== 422) return unknown(message);
  if (code === "INSUFFICIENT_FUNDS")
    return { kind: "refused", code: "balance_insufficient", detail: message };
  if (code === "USER_BUSINESS_ERROR") return earlierBatch(client, attempt, error);
  if (code === "") return unknown(message);
  count("payout", "refused");
  return { kind: "refused", code: code.toLowerCase(), detail: fieldsOf(error) || message };
}

/** The batch of an earlier POST, by the link in the refusal of its repetition. */
async function earlierBatch(
  client: PaypalClient,
  attempt: RailAttempt,
  { body, message }: PaypalError,
): Promise<Outcome> {
  const links = [...(body.details ?? []).flatMap(({ link }) => link ?? []), ...(body.links ?? [])];
  // Only the id is taken from the link: the rail follows no address that an answer names.
  const id = links
    .map(({ href }) => /\/v1\/payments\/payouts\/([A-Z0-9]{1,30})$/.exec(href ?? "")?.[1])
    .find((found) => found !== undefined);
  if (id === undefined) return unknown(`${message} without a link`);
  try {
    ownBatch(attempt, await client.batch(id));
    return done(id);
  } catch (error) {
    return unknown(`the earlier batch can't be read: ${nameOf(error)}`);
  }
}

/** @throws where it is another attempt's batch */
function ownBatch(attempt: RailAttempt, batch: Batch): Batch {
  const id = batch.batch_header?.sender_batch_header.sender_batch_id;
  if (id !== senderBatchId(attempt)) throw new Error("PayPal's batch is none of this attempt");
  return batch;
}

/** Which fields PayPal refuses, without their values. */
const fieldsOf = ({ code, body }: PaypalError): string => {
  const fields = (body.details ?? [])
    .map(({ field }) => field ?? "")
    .filter((field) => /^[\w[\].]+$/.test(field));
  return fields.length === 0 ? "" : `${code}: ${fields.join(", ")}`.slice(0, 300);
};

/** An error of the network names no receiver; its cause has the code. */
const nameOf = (error: unknown): string => {
  if (error instanceof PaypalError) return error.message;
  const { cause, name } = error as { cause?: { code?: string }; name?: string };
  return cause?.code ?? name ?? "error";
};
