import { commaList, secret, z } from "@metercast/runtime";
import { openStripe } from "@metercast/stripe";
import type { RailFactory } from "../factory.ts";
import { stablecoinApi } from "./api.ts";
import { stablecoinPayouts } from "./payouts.ts";
import { stablecoinRecipients } from "./recipients.ts";
import { stablecoinWebhooks } from "./webhooks.ts";

const variables = {
  STABLECOIN_PAYOUTS: z
    .enum(["0", "1"])
    .default("0")
    .describe(
      "1: creators may be paid in stablecoins by Stripe, a preview. Needs STRIPE_SECRET_KEY and the two below.",
    ),
  STABLECOIN_FINANCIAL_ACCOUNT: z
    .string()
    .min(1)
    .optional()
    .describe("Stripe's financial account that stablecoin payouts leave from."),
  STABLECOIN_WEBHOOK_SECRETS: secret(
    commaList,
    "Secrets of the event destination for thin events, separated by commas.",
  ),
};

interface Stripes {
  STRIPE_SECRET_KEY?: string | undefined;
  STRIPE_API_BASE_URL?: string | undefined;
  STRIPE_TIMEOUT_SECONDS: number;
}

/** Stablecoins by Stripe, off by default. Its key and address are those of the Stripe rail. */
export const stablecoinRail = {
  variables,
  open(config, { countRefusal }) {
    const stripes = config as typeof config & Stripes;
    const financialAccount = config.STABLECOIN_FINANCIAL_ACCOUNT;
    if (config.STABLECOIN_PAYOUTS !== "1") return undefined;
    if (stripes.STRIPE_SECRET_KEY === undefined || financialAccount === undefined)
      throw new Error("STABLECOIN_PAYOUTS needs STRIPE_SECRET_KEY and STABLECOIN_FINANCIAL_ACCOUNT");
    const secrets = config.STABLECOIN_WEBHOOK_SECRETS;
    if (secrets.length === 0)
      throw new Error("STABLECOIN_PAYOUTS needs STABLECOIN_WEBHOOK_SECRETS: its events would be lost");
    const stripe = openStripe({
      secretKey: stripes.STRIPE_SECRET_KEY,
      baseUrl: stripes.STRIPE_API_BASE_URL,
      timeoutMs: stripes.STRIPE_TIMEOUT_SECONDS * 1_000,
    });
    const api = stablecoinApi(stripe);
    return {
      adapter: stablecoinPayouts({ api, financialAccount, count: countRefusal }),
      onboarding: stablecoinRecipients(api, countRefusal),
      webhooks: stablecoinWebhooks(secrets),
      async health() {
        await api.get("/v2/money_management/outbound_payments?limit=1");
      },
    };
  },
} satisfies RailFactory<typeof variables>;
