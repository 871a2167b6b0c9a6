import { createRoute, z } from "@hono/zod-openapi";
import { tokens, usd } from "../../../domain/amounts.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { json, listOf, Money, page } from "../schemas.ts";

const TokenPackage = z
  .object({ id: z.string().openapi({ example: "tokens_100" }), tokens: z.int(), price: Money })
  .openapi("TokenPackage");

export function getTokenPackages(app: App, { guard, billing }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/token-packages",
    middleware: guard("GET /api/token-packages"),
    summary: "What tokens can be bought",
    responses: { 200: json(listOf(TokenPackage), "All of them"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const { packages } = await billing.listTokenPackages({});
    const data = packages.map(({ id, tokens: count, cents }) => ({
      id,
      tokens: tokens(count),
      price: usd(cents),
    }));
    return c.json(page(data, ""), 200);
  });
}
