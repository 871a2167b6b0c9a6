import { publicId } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type Stripe from "stripe";
import type { Method, MethodState, Onboarding } from "../../ports.ts";

/** Connected accounts: recipients on a manual payout schedule, or Stripe would sweep transfers to the bank by itself. */
export function stripeOnboarding(stripe: Stripe): Onboarding {
  return {
    createAccount: (method) =>
      asked(async () => {
        const account = await stripe.accounts.create(
          {
            type: "express",
            ...(method.email && { email: method.email }),
            capabilities: { transfers: { requested: true } },
            settings: { payouts: { schedule: { interval: "manual" } } },
            metadata: { payout_method_id: publicId("payoutMethod", method.id), creator_id: method.creatorId },
          },
          { idempotencyKey: accountKey(method) },
        );
        return account.id;
      }),
    link: (account, returnUrl) =>
      asked(async () => {
        const link = await stripe.accountLinks.create({
          account,
          type: "account_onboarding",
          refresh_url: returnUrl,
          return_url: returnUrl,
        });
        return link.url;
      }),
    async stateOf(accountId) {
      return stateOf(await stripe.accounts.retrieve(accountId));
    },
  };
}

const accountKey = (method: Method): string => `${method.id}-account`;

function stateOf(account: Stripe.Account): MethodState {
  if (!account.details_submitted) return "onboarding";
  return account.payouts_enabled && account.capabilities?.transfers === "active" ? "ready" : "restricted";
}

/** Whoever waits for a page is told to come again; asking again is safe by the key. */
async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new MetercastError("unavailable", "Stripe does not answer as it should; try again.", { cause });
  }
}
