import { z } from "@hono/zod-openapi";
import { readWallet } from "../../../usecases/wallet/read-wallet.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { walletView } from "../presenters/wallet.ts";
import { problems } from "../problem.ts";
import { AccountResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { json, Time } from "../schemas.ts";

const WalletResource = z
  .object({ accounts: z.array(AccountResource), low_balance: z.boolean(), runs_out_at: Time.nullable() })
  .openapi("Wallet");

export function getWallet(app: App, { guard, wallet, watch, settings }: RouteDeps): void {
  const ports = { wallet, standings: watch.standings };
  const route = routeFor(guard, "GET /api/wallet", {
    operationId: "getWallet",
    tag: "wallet",
    summary: "The user's accounts",
    description:
      "`low_balance` and `runs_out_at` are about tokens: until when they last over all open sessions.",
    responses: { 200: json(WalletResource, "The accounts"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const state = await readWallet(ports, c.get("principal"));
    return c.json(walletView(state, settings.lowBalanceTokens), 200);
  });
}
