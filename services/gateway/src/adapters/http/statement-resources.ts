import { z } from "@hono/zod-openapi";
import { EntryResource } from "./resources.ts";
import { Amount, AssetName, idOf, Time } from "./schemas.ts";

const Minutes = z.object({ minutes: z.int(), amount: Amount });

export const StatementSummaryResource = z
  .object({
    user_id: z.string(),
    asset: AssetName,
    zone: z.string().openapi({ example: "Europe/Berlin" }),
    from: Time,
    to: Time.openapi({ description: "Not part of it." }),
    complete: z.boolean().openapi({ description: "The range is over." }),
    opening_balance: Amount,
    closing_balance: Amount,
    sums: z.array(z.object({ reference_type: z.string(), amount: Amount })).openapi({
      description: "Signed: opening balance plus sums is the closing balance.",
    }),
    months: z
      .array(
        z.object({
          month: z.string().openapi({ example: "2026-11" }),
          minutes: z.int(),
          amount_of_minutes: Amount,
          amount_of_transfers: Amount,
        }),
      )
      .openapi({ description: "Months of the zone's calendar, in order." }),
    streams: z
      .array(Minutes.extend({ stream_id: idOf("str_"), title: z.string().nullable() }))
      .openapi({ description: "The 500 with most minutes." }),
    other_streams: Minutes.openapi({ description: "The rest as one sum." }),
    transfers: z.array(EntryResource).openapi({
      description: "Top-ups, payouts, adjustments and others that are no minutes; the first 1,000.",
    }),
    more_transfers: z.boolean(),
  })
  .openapi("StatementSummary");
