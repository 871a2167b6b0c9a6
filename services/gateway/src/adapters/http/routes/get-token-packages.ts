import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { page, tokens, usd } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, listOf, Money } from "../schemas.ts";

const TokenPackage = z
  .object({ id: z.string().openapi({ example: "tokens_100" }), tokens: z.int(), price: Money })
  .openapi("TokenPackage");

export function getTokenPackages(app: App, { guard, billing }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/token-packages", {
    operationId: "listTokenPackages",
    tag: "wallet",
    summary: "The packages of tokens that viewers can buy",
    responses: { 200: json(listOf(TokenPackage), "All of them"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const packages = await billing.listTokenPackages();
    const data = packages.map(({ id, tokens: count, cents }) => ({
      id,
      tokens: tokens(count),
      price: usd(cents),
    }));
    return c.json(page(data, undefined), 200);
  });
}
