import { publicId } from "@metercast/contracts";
import { stripeCents, textOf, verdictOf } from "@metercast/stripe";
import type {
  CountRefusal,
  Outcome,
  PayoutDetails,
  PayoutView,
  RailAdapter,
  RailAttempt,
} from "../interface.ts";
import type { OutboundPayment, StablecoinApi, WalletMethod } from "./api.ts";

const PAYMENTS = "/v2/money_management/outbound_payments";
const METHODS = "/v2/money_management/payout_methods";
/** As for the rest of Stripe: 24 hours at least, and an hour for clocks that differ. */
const KEY_LIFE_MS = 23 * 3_600_000;
const TOKEN = "usdc";

export interface StablecoinTools {
  api: StablecoinApi;
  /** Of Stripe: pays in US dollars. */
  financialAccount: string;
  count: CountRefusal;
}

/**
 * One outbound payment per attempt, from the platform's financial account to the recipient's wallet. A call
 * whose key is forgotten is not repeated, and the preview's list is no proof: a person ends that attempt.
 */
export function stablecoinPayouts({ api, financialAccount, count }: StablecoinTools): RailAdapter {
  return {
    keyLifeMs: KEY_LIFE_MS,
    obstacle: () => Promise.resolve(undefined),
    // The payment leaves the platform's own balance: nothing is funded before.
    fund: () => Promise.resolve({ kind: "done", reference: "" }),
    findFunding: () => Promise.resolve(""),
    async send(attempt, key) {
      try {
        const payment = await api.post<OutboundPayment>(PAYMENTS, newPayment(attempt, financialAccount), key);
        return { kind: "done", reference: payment.id, details: { token: TOKEN } };
      } catch (error) {
        return refusalOf(error, count);
      }
    },
    async status(attempt) {
      const payment = await api.get<OutboundPayment>(`${PAYMENTS}/${encodeURIComponent(attempt.payoutRef)}`);
      if (payment.metadata?.attempt_id !== publicId("attempt", attempt.id))
        throw new Error("Stripe's payment is none of this attempt");
      return { ...viewOf(payment), details: await detailsOf(api, payment) };
    },
    // Stripe has given the money back before a payment is failed, returned or canceled.
    reverse: ({ payoutRef }) => Promise.resolve({ kind: "done", reference: payoutRef }),
    findReversal: ({ payoutRef }) => Promise.resolve(payoutRef),
  };
}

const newPayment = (attempt: RailAttempt, financial_account: string) => ({
  from: { financial_account, currency: "usd" },
  to: { recipient: attempt.destination, currency: TOKEN },
  amount: { value: stripeCents(attempt.amount), currency: "usd" },
  description: publicId("withdrawal", attempt.withdrawalId),
  metadata: {
    withdrawal_id: publicId("withdrawal", attempt.withdrawalId),
    attempt_id: publicId("attempt", attempt.id),
  },
});

function refusalOf(error: unknown, count: CountRefusal): Outcome {
  if ((error as { code?: string }).code === "insufficient_funds")
    return { kind: "refused", code: "balance_insufficient", detail: "the financial account has too little" };
  const verdict = verdictOf(error);
  // About our key, not about this payout: it is repeated.
  if (verdict.kind === "permanent" && verdict.why !== "no_right") {
    count("payout", verdict.why);
    const { code = "refused" } = error as { code?: string };
    return { kind: "refused", code, detail: textOf(error) };
  }
  const keySpent = verdict.kind === "key_reused" || (verdict.kind === "unknown" && verdict.keySpent);
  return { kind: "unknown", keySpent, detail: textOf(error) };
}

type View = Exclude<PayoutView, { status: "no_answer" }>;

/** A state that Stripe adds one day is under way, never a failure. */
function viewOf(payment: OutboundPayment): View {
  const reason = payment.status_details?.[payment.status]?.reason;
  switch (payment.status) {
    case "posted":
      return { status: "paid" };
    case "failed":
    case "returned":
    case "canceled":
      return {
        status: "failed",
        reason: `stablecoin_${payment.status}${reason ? `: ${reason}` : ""}`.slice(0, 300),
      };
    default:
      return { status: "in_transit", estimatedArrival: arrivalOf(payment) };
  }
}

function arrivalOf({ expected_arrival_date: date }: OutboundPayment): Date | undefined {
  const at = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? undefined : new Date(at);
}

/** Token, network, and whether it is under review. The address is Stripe's and the creator's alone. */
async function detailsOf(api: StablecoinApi, payment: OutboundPayment): Promise<PayoutDetails> {
  const { payout_method: method, credited } = payment.to;
  const review = payment.status_details?.processing?.reason;
  const network = method === undefined ? undefined : await networkOf(api, method);
  return {
    token: credited.currency,
    transaction: payment.id,
    ...(network !== undefined && { network }),
    review: payment.status === "processing" ? (review ?? "") : "",
  };
}

/** Only for people: a wallet that was replaced meanwhile is no reason not to know the payment's state. */
async function networkOf(api: StablecoinApi, method: string): Promise<string | undefined> {
  try {
    const { crypto_wallet: wallet } = await api.get<WalletMethod>(`${METHODS}/${encodeURIComponent(method)}`);
    return wallet?.network;
  } catch {
    return undefined;
  }
}
