import { secret, systemClock, z } from "@metercast/runtime";
import type { RailFactory } from "../factory.ts";
import type { CertificateRule } from "./certificates.ts";
import { PaypalError, paypalClient } from "./client.ts";
import { paypalPayouts } from "./payouts.ts";
import { paypalWebhooks } from "./webhooks.ts";

const variables = {
  PAYPAL_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe("PayPal's client id for Payouts. Without it creators can't be paid by PayPal."),
  PAYPAL_CLIENT_SECRET: secret(z.string().min(1).optional(), "The secret of PAYPAL_CLIENT_ID."),
  PAYPAL_WEBHOOK_ID: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("PayPal's id of the webhook endpoint. Without it no webhook is accepted; payouts are polled."),
  PAYPAL_API_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default("https://api-m.paypal.com")
    .describe("PayPal's sandbox is https://api-m.sandbox.paypal.com; another address is a local stand-in."),
  PAYPAL_WEBHOOK_ROOTS: z
    .string()
    .optional()
    .describe("Of a local stand-in: the certificate (PEM) that its webhooks chain to."),
  PAYPAL_TIMEOUT_SECONDS: z.coerce
    .number()
    .positive()
    .max(60)
    .default(10)
    .describe("After this a call's outcome is unknown."),
};

/** An id that no batch has: PayPal answers 404, and has accepted our credentials. */
const NO_BATCH = "METERCASTHEALTH";

/** PayPal's Payouts API. */
export const paypalRail = {
  variables,
  open(config, { countRefusal }) {
    const { PAYPAL_CLIENT_ID: clientId, PAYPAL_CLIENT_SECRET: clientSecret } = config;
    if (clientId === undefined || clientSecret === undefined) return undefined;
    const clock = systemClock;
    const baseUrl = config.PAYPAL_API_BASE_URL.replace(/\/$/, "");
    const client = paypalClient({
      clientId,
      clientSecret,
      baseUrl,
      timeoutMs: config.PAYPAL_TIMEOUT_SECONDS * 1_000,
      clock,
    });
    const webhookId = config.PAYPAL_WEBHOOK_ID;
    const certificates = certificateRule(baseUrl, config.PAYPAL_WEBHOOK_ROOTS);
    return {
      adapter: paypalPayouts({ client, clock, count: countRefusal }),
      ...(webhookId !== undefined && { webhooks: paypalWebhooks({ webhookId, certificates, clock }) }),
      async health() {
        await client.batch(NO_BATCH).catch((error: unknown) => {
          if (!(error instanceof PaypalError) || error.status !== 404) throw error;
        });
      },
    };
  },
} satisfies RailFactory<typeof variables>;

const CERTIFICATES = "/v1/notifications/certs/";
const LIVE_CERTIFICATES = "api.paypal.com";
const SANDBOX_CERTIFICATES = "api.sandbox.paypal.com";

/**
 * Certificates come from PayPal's one host for them by https and chain to a public root. A stand-in serves
 * its own, and only itself.
 * @throws where roots of a stand-in are set beside PayPal itself
 */
export function certificateRule(baseUrl: string, roots: string | undefined): CertificateRule {
  const base = new URL(baseUrl);
  if (isPaypal(base)) {
    if (roots !== undefined) throw new Error("PAYPAL_WEBHOOK_ROOTS is for a stand-in, not for PayPal");
    const host = base.hostname.endsWith(".sandbox.paypal.com") ? SANDBOX_CERTIFICATES : LIVE_CERTIFICATES;
    return {
      mayFetch: (url) => isPaypal(url) && url.hostname === host && url.pathname.startsWith(CERTIFICATES),
    };
  }
  return {
    mayFetch: (url) => url.origin === base.origin && url.pathname.startsWith(CERTIFICATES),
    roots: roots === undefined ? [] : [roots],
  };
}

const isPaypal = ({ protocol, hostname, port }: URL): boolean =>
  protocol === "https:" && port === "" && hostname.endsWith(".paypal.com");
