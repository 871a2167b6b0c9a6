import { z } from "zod";
import { action, cents } from "./control-action.ts";
import { settleOutbound } from "./outbound-payments.ts";
import { setWallet } from "./v2-accounts.ts";

/** What tests need of API v2. */
export const stablecoinActions = {
  /** The recipient of stablecoins enters a wallet, as the onboarding page does, or changes it. */
  setWallet: action(
    z.strictObject({ id: z.string(), network: z.string().default("base"), address: z.string() }),
    (standin, wish) => setWallet(standin.actor(), wish),
  ),
  /** So many coming outbound payments stay under review until `settleOutbound`. */
  holdOutbound: action(z.strictObject({ times: z.number().int().min(0) }), ({ world }, { times }) => {
    world.outboundHolds = times;
    return { times };
  }),
  /** Moves an outbound payment on at once. `moved` is false when its state does not allow it. */
  settleOutbound: action(
    z.strictObject({
      id: z.string(),
      status: z.enum(["posted", "failed", "returned", "canceled"]),
      reason: z.string().optional(),
    }),
    (standin, wish) => ({ moved: settleOutbound(standin.actor(), wish) }),
  ),
  addFinancialMoney: action(z.strictObject({ amount: cents }), ({ world }, { amount }) => {
    world.financialCents += amount;
    return { available: world.financialCents };
  }),
};
