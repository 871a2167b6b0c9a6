import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { accountRoutes } from "./accounts.ts";
import { balanceRoutes } from "./balance.ts";
import type { Route } from "./call.ts";
import { chargeRoutes } from "./charges.ts";
import { checkoutRoutes } from "./checkout.ts";
import { runAction } from "./control.ts";
import { ApiError } from "./errors.ts";
import { eventRoutes } from "./events.ts";
import { outboundRoutes } from "./outbound-payments.ts";
import { addPages } from "./pages.ts";
import { payoutRoutes } from "./payouts.ts";
import { type Env, handle } from "./pipeline.ts";
import type { Standin } from "./standin.ts";
import { transferRoutes } from "./transfers.ts";
import { v2AccountRoutes } from "./v2-accounts.ts";

/** The largest thing that we send is a Checkout session of a few KB. */
const MAX_BODY_BYTES = 1_000_000;

const ROUTES: Route[] = [
  ...accountRoutes,
  ...balanceRoutes,
  ...transferRoutes,
  ...payoutRoutes,
  ...checkoutRoutes,
  ...chargeRoutes,
  ...eventRoutes,
  ...v2AccountRoutes,
  ...outboundRoutes,
];

export function createApp(standin: Standin): Hono<Env> {
  const app = new Hono<Env>();
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));
  for (const route of ROUTES) app.on(route.method, route.path, (c) => handle(standin, route, c));
  app.all("/v1/*", (c) => handle(standin, undefined, c));
  app.all("/v2/*", (c) => handle(standin, undefined, c));
  addPages(app, standin);
  app.get("/_control/health", (c) => c.json({ ok: true }));
  app.post("/_control/:action", async (c) => {
    try {
      const text = await c.req.text();
      const result = runAction(standin, c.req.param("action"), text === "" ? {} : JSON.parse(text));
      return c.json(result as object);
    } catch (error) {
      if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 422);
      if (error instanceof ApiError || error instanceof RangeError || error instanceof SyntaxError) {
        return c.json({ error: error.message }, 409);
      }
      throw error;
    }
  });
  app.onError((error, c) => {
    console.error(error);
    return c.json({ error: { type: "api_error", message: "The stand-in itself failed; see its log." } }, 500);
  });
  return app;
}

/**
 * On 127.0.0.1 only, unless LISTEN_HOST says otherwise (0.0.0.0 in a container): every client that reaches
 * it may do anything with it.
 */
export async function listen(standin: Standin, port: number): Promise<Server> {
  const app = createApp(standin);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: process.env.LISTEN_HOST || "127.0.0.1" }, () =>
      resolve(server as Server),
    );
    server.once("error", reject);
  });
}
