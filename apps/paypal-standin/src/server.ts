import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { runAction } from "./control.ts";
import { notFound } from "./errors.ts";
import { cancelItem, createBatch, readPage, requireBatch, requireItem } from "./payouts.ts";
import { type Answer, type Call, type Env, handle } from "./pipeline.ts";
import type { Standin } from "./standin.ts";
import { grantToken } from "./tokens.ts";
import { batchView, createdView, itemView } from "./views.ts";

/** The largest thing that anybody sends here is a batch of a few KB. */
const MAX_BODY_BYTES = 1_000_000;
const API = "/v1/payments";

export function createApp(standin: Standin): Hono<Env> {
  const app = new Hono<Env>();
  const { publicUrl } = standin.options;
  const route = (run: (c: Context<Env>, call: Call) => Answer) => (c: Context<Env>) =>
    handle(standin, c, (call) => run(c, call));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));
  app.post(
    "/v1/oauth2/token",
    route((c, { body }) =>
      grantToken(standin.world, standin.credentials, c.req.header("authorization"), String(body)),
    ),
  );
  app.post(
    `${API}/payouts`,
    route((_, { body }) => {
      const batch = createBatch(standin.world, publicUrl, body);
      return { status: 201, body: createdView(batch, publicUrl), schema: "payout" };
    }),
  );
  app.get(
    `${API}/payouts/:id`,
    route((c, { query }) => {
      const batch = requireBatch(standin.world, c.req.param("id") ?? "");
      const body = batchView(standin.world, publicUrl, batch, readPage(query));
      return { status: 200, body, schema: "payout_batch" };
    }),
  );
  const item = (c: Context<Env>) => requireItem(standin.world, c.req.param("id") ?? "");
  const itemAnswer = (body: unknown): Answer => ({ status: 200, body, schema: "payout_item-2" });
  app.get(
    `${API}/payouts-item/:id`,
    route((c) => itemAnswer(itemView(standin.world, publicUrl, item(c)))),
  );
  app.post(
    `${API}/payouts-item/:id/cancel`,
    route((c) =>
      itemAnswer(itemView(standin.world, publicUrl, cancelItem(standin.world, publicUrl, item(c)))),
    ),
  );
  app.get("/v1/notifications/certs/:id", (c) => {
    const leaf = standin.world.chain.leaves[c.req.param("id")];
    return leaf === undefined ? c.notFound() : c.text(leaf.chain);
  });
  app.all(
    "/v1/*",
    route(() => {
      throw notFound();
    }),
  );
  addControl(app, standin);
  return app;
}

function addControl(app: Hono<Env>, standin: Standin): void {
  app.get("/_control/health", (c) => c.json({ ok: true }));
  app.post("/_control/:action", async (c) => {
    try {
      const text = await c.req.text();
      const result = runAction(standin, c.req.param("action"), text === "" ? {} : JSON.parse(text));
      return c.json(result as object);
    } catch (error) {
      if (error instanceof RangeError || error instanceof SyntaxError)
        return c.json({ error: error.message }, 409);
      throw error;
    }
  });
  app.onError((error, c) => {
    console.error(error);
    return c.json({ error: "The stand-in itself failed; see its log." }, 500);
  });
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
