import { isLoopback } from "./listen.ts";

/** The key of the local stand-in for Stripe. Any other key is a Stripe account's, even in test mode. */
const STANDIN_KEY = /^sk_test_standin/;
/** The same of the stand-in for PayPal. */
const STANDIN_CLIENT = /^client_standin/;

/**
 * Why the demo can't run with this environment, to complete a sentence that begins with "DEMO=1"; undefined
 * if it can. The demo's login lets anybody in as an admin, so it must not run beside real money, real
 * people, or on other machines' networks.
 */
export function demoConflict(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const key = env.STRIPE_SECRET_KEY;
  if (key && !STANDIN_KEY.test(key))
    return "lets anybody in as an admin, so it can't be used with a STRIPE_SECRET_KEY of a Stripe account";
  const client = env.PAYPAL_CLIENT_ID;
  if (client && !STANDIN_CLIENT.test(client))
    return "lets anybody in as an admin, so it can't be used with a PAYPAL_CLIENT_ID of a PayPal app";
  if (Object.entries(env).some(([name, value]) => value && /^AUTH_(JWKS|ISSUER)/.test(name)))
    return "lets anybody in as an admin, so it can't be used with the tokens of AUTH_JWKS_URL or AUTH_ISSUER";
  if (env.DEMO_ALLOW_NETWORK === "1") return undefined;
  const open = ["HTTP_LISTEN_HOST", "LISTEN_HOST"].find((name) => env[name] && !isLoopback(env[name]));
  if (open !== undefined)
    return `lets anybody in as an admin, so ${open} must be a loopback address unless DEMO_ALLOW_NETWORK=1 says that only you can reach it`;
  return undefined;
}
