import { z } from "@hono/zod-openapi";
import { ownerOf } from "../../../usecases/owner.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { PeriodQuery } from "../period-query.ts";
import { page } from "../presenters/values.ts";
import { entryView } from "../presenters/wallet.ts";
import { problems } from "../problem.ts";
import { EntryResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { AssetName, json, listOf, PageQuery, userId } from "../schemas.ts";

const Query = PageQuery.extend({
  user_id: userId.optional(),
  asset: AssetName.optional(),
  reference_type: z
    .string()
    .regex(/^[A-Z][A-Z_]{0,39}$/, "such as STREAM_VIEW")
    .optional(),
  ...PeriodQuery,
  stream_id: z.string().max(128).optional().openapi({ description: "Only the earnings of this stream." }),
});

export function getWalletEntries(app: App, { guard, wallet }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/wallet/entries", {
    operationId: "listEntries",
    tag: "wallet",
    summary: "Ledger entries, newest first",
    description: "The user's own; an admin names a user with `user_id`.",
    request: { query: Query },
    responses: {
      200: json(listOf(EntryResource), "A page of entries"),
      ...problems("invalid_request", "not_found", "stream_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, user_id, asset, from, to, reference_type, stream_id } = c.req.valid("query");
    const { items, nextCursor } = await wallet.listEntries({
      userId: ownerOf(c.get("principal"), user_id),
      asset,
      limit,
      cursor,
      referenceType: reference_type,
      from,
      to,
      streamId: stream_id === undefined ? undefined : streamId(stream_id),
    });
    return c.json(page(items.map(entryView), nextCursor), 200);
  });
}
