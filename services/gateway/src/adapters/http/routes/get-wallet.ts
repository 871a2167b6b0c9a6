import { createRoute, z } from "@hono/zod-openapi";
import { warningLevel } from "../../../domain/amounts.ts";
import type { Principal } from "../../../domain/principal.ts";
import { accountView, isoTime, protoAsset } from "../../../usecases/views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { AccountResource } from "../resources.ts";
import { json, Time } from "../schemas.ts";

const WalletResource = z
  .object({ accounts: z.array(AccountResource), low_balance: z.boolean(), runs_out_at: Time.nullable() })
  .openapi("Wallet");

export function getWallet(app: App, { guard, wallet, watch, settings }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/wallet",
    middleware: guard("GET /api/wallet"),
    summary: "What one has",
    description:
      "`low_balance` and `runs_out_at` are about tokens: until when they last over all open sessions.",
    responses: { 200: json(WalletResource, "The accounts"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { accounts } = await wallet.getBalances({ userId: principal.userId });
    const shown = [...accounts, ...emptyAccounts(principal, accounts)];
    const isToken = ({ asset }: { asset: number }) => asset === protoAsset("TOKEN");
    const token = shown.find(isToken);
    const runsOutAt = token && (await watch.standings.forecastOf(principal.userId, accounts.find(isToken)));
    const lowBalance = token !== undefined && warningLevel(token.available, settings.lowBalanceTokens) > 0;
    return c.json(
      { accounts: shown.map(accountView), low_balance: lowBalance, runs_out_at: isoTime(runsOutAt) },
      200,
    );
  });
}

/** An account is opened by its first movement; until then its owner has nothing, which is a balance too. */
function emptyAccounts({ roles }: Principal, accounts: readonly { asset: number }[]) {
  const wanted = [
    ...(roles.includes("viewer") ? [protoAsset("TOKEN")] : []),
    ...(roles.includes("creator") ? [protoAsset("USD")] : []),
  ];
  return wanted
    .filter((asset) => !accounts.some((account) => account.asset === asset))
    .map((asset) => ({ asset, posted: 0n, held: 0n, available: 0n, version: 0n }));
}
