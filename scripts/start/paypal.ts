import { startPaypal } from "../../packages/local-servers/src/index.ts";
import { keepSecrets, randomSecret, type ServiceName } from "../../packages/provision/src/index.ts";
import type { Context } from "./context.ts";

const SECRETS = ["PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID"] as const;
/** Nobody tops the stand-in's balance up: enough for a long demo. */
const BALANCE_CENTS = 100_000_00;

/**
 * PayPal itself if PAYPAL_CLIENT_ID is set, whose variables are passed on like any other. Else the local
 * stand-in, whose money and payouts survive a restart.
 */
export async function paypal({
  options,
  home,
  print,
  add,
}: Context): Promise<(name: ServiceName) => Record<string, string>> {
  if (options.hasPaypal) {
    print("paypal: the app of PAYPAL_CLIENT_ID");
    return () => ({});
  }
  const secrets = keepSecrets(home.path("paypal.json"), SECRETS, () => randomSecret(24));
  const { PAYPAL_CLIENT_SECRET: clientSecret = "", PAYPAL_WEBHOOK_ID: webhookId = "" } = secrets;
  const url = `http://127.0.0.1:${options.port}/webhooks/payouts/paypal`;
  const standin = await startPaypal({
    stateFile: home.path("paypal-state.json"),
    balance: BALANCE_CENTS,
    clientSecret,
    webhooks: [{ url, webhookId }],
    logFile: home.newLog("paypal"),
  });
  add({
    name: "paypal stand-in",
    exited: () => standin.exited,
    lines: standin.lines,
    stop: standin.stop,
    restart: undefined,
  });
  print(`paypal: the local stand-in, port ${standin.port}`);
  const own = {
    PAYPAL_CLIENT_ID: standin.clientId,
    PAYPAL_CLIENT_SECRET: clientSecret,
    PAYPAL_WEBHOOK_ID: webhookId,
    PAYPAL_API_BASE_URL: standin.url,
    PAYPAL_WEBHOOK_ROOTS: standin.roots,
  };
  return (name) => (name === "withdrawals" ? own : {});
}
