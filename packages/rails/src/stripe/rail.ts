import { secret, z } from "@metercast/runtime";
import { openStripe } from "@metercast/stripe";
import type { RailFactory } from "../factory.ts";
import { stripeOnboarding } from "./accounts.ts";
import { stripePayouts } from "./payouts.ts";

const variables = {
  STRIPE_SECRET_KEY: secret(
    z.string().min(1).optional(),
    "Stripe's restricted key for Connect. Without it creators can't be paid by Stripe.",
  ),
  STRIPE_API_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Of the local stand-in; without it Stripe itself."),
  STRIPE_TIMEOUT_SECONDS: z.coerce
    .number()
    .positive()
    .max(60)
    .default(10)
    .describe("After this a call's outcome is unknown."),
};

/** Connected accounts of Stripe. Its webhooks come by the inbox of packages/stripe. */
export const stripeRail = {
  variables,
  open(config, { countRefusal }) {
    if (config.STRIPE_SECRET_KEY === undefined) return undefined;
    const stripe = openStripe({
      secretKey: config.STRIPE_SECRET_KEY,
      baseUrl: config.STRIPE_API_BASE_URL,
      timeoutMs: config.STRIPE_TIMEOUT_SECONDS * 1_000,
    });
    return {
      adapter: stripePayouts(stripe, countRefusal),
      onboarding: stripeOnboarding(stripe, countRefusal),
      async health() {
        await stripe.balance.retrieve();
      },
    };
  },
} satisfies RailFactory<typeof variables>;
