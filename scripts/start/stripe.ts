import { startStripe } from "../../packages/local-servers/src/index.ts";
import { keepSecrets, randomSecret, type ServiceName } from "../../packages/provision/src/index.ts";
import type { Context } from "./context.ts";

/** The two webhook endpoints: the platform's own events, and those of connected accounts. */
const SECRETS = ["STRIPE_PAYMENTS_SECRET", "STRIPE_PAYOUTS_SECRET"] as const;

export type StripeEnvironment = (name: ServiceName) => Record<string, string>;

/**
 * Stripe itself if STRIPE_SECRET_KEY is set, else the local stand-in, whose money and keys survive a
 * restart.
 */
export async function stripe({ options, home, print, add }: Context): Promise<StripeEnvironment> {
  if (options.stripe !== undefined) {
    print("stripe: the account of STRIPE_SECRET_KEY");
    const given = options.stripe;
    return (name) => (callsStripe(name) ? given : {});
  }
  const secrets = keepSecrets(home.path("stripe.json"), SECRETS, () => `whsec_${randomSecret(24)}`);
  const gateway = `http://127.0.0.1:${options.port}/webhooks/stripe`;
  const { STRIPE_PAYMENTS_SECRET: payments = "", STRIPE_PAYOUTS_SECRET: payouts = "" } = secrets;
  const standin = await startStripe({
    stateFile: home.path("stripe-state.json"),
    // The stand-in starts without money, so that the ledger has booked all of it.
    platformBalance: 0,
    webhooks: [
      { url: `${gateway}/payments`, secrets: [payments], connect: false },
      { url: `${gateway}/payouts`, secrets: [payouts], connect: false, types: ["transfer.*"] },
      { url: `${gateway}/payouts`, secrets: [payouts], connect: true },
    ],
    logFile: home.newLog("stripe"),
  });
  add({
    name: "stripe stand-in",
    exited: () => standin.exited,
    lines: standin.lines,
    stop: standin.stop,
    restart: undefined,
  });
  print(`stripe: the local stand-in, port ${standin.port}`);
  const shared = { STRIPE_SECRET_KEY: standin.apiKey, STRIPE_API_BASE_URL: standin.url };
  const own: Partial<Record<ServiceName, Record<string, string>>> = {
    billing: { STRIPE_WEBHOOK_SECRETS: payments },
    withdrawals: { STRIPE_WEBHOOK_SECRETS: payouts, STRIPE_OPENING_BALANCE_CENTS: "0" },
  };
  return (name) => (own[name] === undefined ? {} : { ...shared, ...own[name] });
}

const callsStripe = (name: ServiceName): boolean => name === "billing" || name === "withdrawals";
