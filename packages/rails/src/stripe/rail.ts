import { secret, z } from "@metercast/runtime";
import { openStripe } from "@metercast/stripe";
import type { RailFactory } from "../factory.ts";
import { stripeOnboarding } from "./accounts.ts";
import { stripePayouts } from "./payouts.ts";

/** $1,000,000: more than Stripe pays at once. */
const cents = z.coerce.bigint().min(0n).max(100_000_000n);

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
  STRIPE_INSTANT_FEE_PERCENT: z.coerce
    .number()
    .min(0)
    .max(50)
    .default(1)
    .describe("What a creator pays of an instant payout's amount, to a hundredth of a percent."),
  STRIPE_INSTANT_FEE_MINIMUM_CENTS: cents.default(50n).describe("An instant payout costs at least this."),
  STRIPE_INSTANT_MINIMUM_CENTS: cents.default(1_000n).describe("The smallest instant payout."),
  STRIPE_INSTANT_MAXIMUM_CENTS_PER_DAY: cents
    .default(999_900n)
    .describe("The most that one creator may withdraw instantly within 24 hours; 0: no instant payouts."),
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
      ...(config.STRIPE_INSTANT_MAXIMUM_CENTS_PER_DAY > 0n && {
        instant: {
          feePercent: config.STRIPE_INSTANT_FEE_PERCENT,
          feeMinimum: config.STRIPE_INSTANT_FEE_MINIMUM_CENTS,
          minimum: config.STRIPE_INSTANT_MINIMUM_CENTS,
          maximumPerDay: config.STRIPE_INSTANT_MAXIMUM_CENTS_PER_DAY,
        },
      }),
      async health() {
        await stripe.balance.retrieve();
      },
    };
  },
} satisfies RailFactory<typeof variables>;
