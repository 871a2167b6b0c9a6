import { createRoute, z } from "@hono/zod-openapi";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { entryView, protoAsset } from "../../../usecases/views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { whose } from "../owner.ts";
import { PeriodQuery } from "../period-query.ts";
import { problems } from "../problem.ts";
import { EntryResource } from "../resources.ts";
import { AssetName, json, listOf, PageQuery, page, userId } from "../schemas.ts";

const Query = PageQuery.extend({
  user_id: userId.optional(),
  asset: AssetName.optional(),
  reference_type: z
    .string()
    .regex(/^[A-Z][A-Z_]{0,39}$/, "such as STREAM_VIEW")
    .optional(),
  ...PeriodQuery,
  stream_id: z.string().max(128).optional().openapi({ description: "Only what this stream has earned." }),
});

export function getWalletEntries(app: App, { guard, wallet }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/wallet/entries",
    middleware: guard("GET /api/wallet/entries"),
    summary: "Ledger entries, newest first",
    description: "One's own; an admin names somebody with `user_id`.",
    request: { query: Query },
    responses: {
      200: json(listOf(EntryResource), "A page of entries"),
      ...problems("invalid_request", "not_found", "stream_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor = "", user_id, asset, from, to, ...only } = c.req.valid("query");
    const { entries, nextCursor } = await wallet.listEntries({
      userId: whose(c.get("principal"), user_id),
      asset: asset === undefined ? Asset.ASSET_UNSPECIFIED : protoAsset(asset),
      limit,
      cursor,
      referenceType: only.reference_type ?? "",
      from,
      to,
      streamId: only.stream_id === undefined ? "" : streamId(only.stream_id),
    });
    return c.json(page(entries.map(entryView), nextCursor), 200);
  });
}
