import { publicId } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { verdictOf } from "@metercast/stripe";
import type Stripe from "stripe";
import type { AccountView, CountRefusal, RailMethod, RailOnboarding } from "../interface.ts";

/**
 * Connected accounts are recipients on a manual payout schedule. On an automatic one Stripe itself would
 * sweep transfers to the bank.
 */
export function stripeOnboarding(stripe: Stripe, count: CountRefusal): RailOnboarding {
  const asked = counted(count);
  const unlessClosed = <T>(call: () => Promise<T>) => asked(() => orClosed(call));
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
      unlessClosed(async () => {
        const link = await stripe.accountLinks.create({
          account,
          type: "account_onboarding",
          refresh_url: returnUrl,
          return_url: returnUrl,
        });
        return link.url;
      }),
    accountOf: (accountId) => unlessClosed(async () => viewOf(await stripe.accounts.retrieve(accountId))),
  };
}

const accountKey = (method: RailMethod): string => `${method.id}-account`;

function viewOf(account: Stripe.Account): AccountView {
  if (!account.details_submitted) return { state: "onboarding" };
  const bank = payoutPlace(account);
  const isReady = account.payouts_enabled && account.capabilities?.transfers === "active";
  return {
    state: isReady ? "ready" : "restricted",
    target: bank?.id,
    instantEligible: bank?.available_payout_methods?.includes("instant") ?? false,
  };
}

/** The bank account or card that dollars go to. */
function payoutPlace({ external_accounts }: Stripe.Account) {
  const places = external_accounts?.data.filter(({ currency }) => currency === "usd") ?? [];
  return places.find(({ default_for_currency }) => default_for_currency) ?? places[0];
}

/**
 * Reports a permanent refusal as one. After any other error the caller may repeat the call: its key makes
 * that safe.
 * @throws payouts_not_available, unavailable
 */
const counted =
  (count: CountRefusal) =>
  async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (cause) {
      const verdict = verdictOf(cause);
      if (verdict.kind !== "permanent")
        throw new MetercastError("unavailable", "Stripe does not answer as it should; try again.", { cause });
      count("onboarding", verdict.why);
      throw new MetercastError("payouts_not_available", "Stripe does not set up accounts here now.", {
        cause,
      });
    }
  };

async function orClosed<T>(call: () => Promise<T>): Promise<T | "closed"> {
  try {
    return await call();
  } catch (error) {
    const verdict = verdictOf(error);
    if (verdict.kind === "permanent" && verdict.why === "account_closed") return "closed";
    throw error;
  }
}
