import { z } from "@hono/zod-openapi";
import { Amount, AssetName, idOf, Money, orNull, Time } from "./schemas.ts";

/** What the API answers with, for the document and for the types of the handlers. */

export const StreamResource = z
  .object({
    id: idOf("str_"),
    title: z.string(),
    creator_id: z.string(),
    status: z.enum(["live", "ended"]),
    witnesses: z.enum(["any", "both"]),
    rate: z.object({ tokens_per_minute: z.int(), creator_per_minute: Money }),
    viewers: z.int(),
    started_at: Time,
    ended_at: Time.nullable(),
    earnings: z
      .object({ so_far: Money, per_minute: Money, viewer_minutes: z.int() })
      .optional()
      .openapi({ description: "For the stream's creator only." }),
  })
  .openapi("Stream");

export const SessionResource = z
  .object({
    id: idOf("ses_"),
    stream_id: idOf("str_"),
    viewer_id: z.string(),
    status: z.enum(["active", "ended"]),
    started_at: Time,
    ended_at: Time.nullable(),
    end_reason: z.string().nullable().openapi({
      example: "left",
      description: "left, lost, insufficient_funds, stream_ended or spending_limit",
    }),
    tokens_per_minute: z.int(),
    carried_seconds: z.number().openapi({
      description:
        "What the viewer's earlier sessions with this creator left unpaid, at this one's price: an unfinished minute, and the silence before a lost one ended. Whole minutes of it are due at once.",
    }),
    minutes_billed: z.int(),
    tokens_charged: z.int(),
    balance: z.int().openapi({ description: "The viewer's available tokens." }),
    low_balance: z.boolean(),
    runs_out_at: Time.nullable(),
  })
  .openapi("Session");

export const AccountResource = z
  .object({ asset: AssetName, posted: Amount, held: Amount, available: Amount, version: z.int() })
  .openapi("Account");

export const EntryResource = z
  .object({
    id: z.string(),
    type: z.enum(["DEPOSIT", "DEBIT"]),
    reference_type: z.string().openapi({
      example: "STREAM_VIEW",
      description:
        "STREAM_VIEW, TOP_UP, TOP_UP_REVERSAL, TOP_UP_REINSTATED of viewers; STREAM_EARNINGS, WITHDRAWAL, WITHDRAWAL_RETURN, CLAWBACK (earnings taken back after a refund or dispute of the viewers' tokens) and CLAWBACK_RETURNED (given back: the dispute was won, or the refund failed) of creators; ADJUSTMENT, and the platform's own words, of both.",
    }),
    reference_id: z.string(),
    amount: Amount.openapi({ description: "Signed." }),
    asset: AssetName,
    balance_after: Amount,
    version: z.int(),
    created_at: Time,
    metadata: z.record(z.string(), z.string()),
  })
  .openapi("Entry");

const days = (description: string) => z.int().openapi({ description });

/** When earnings become available; all days are whole UTC days. */
export const EarningsTermsShape = {
  hold_days: days("A day's earnings are available so many days after its end; 0: at once."),
  new_creator_days: days("A creator is new for so many days from the day of the first earnings."),
  new_creator_hold_days: days("The hold of a new creator's earnings, where it is longer."),
  reserve_percent: z.int().openapi({ description: "The part of a day's earnings that stays in reserve." }),
  reserve_days: days("How long after the day's end."),
};

export const EarningsPolicyResource = z
  .object({
    scope: z.enum(["platform", "creator"]),
    creator_id: z.string().nullable().openapi({ description: "Null: the platform's." }),
    version: z
      .int()
      .openapi({ description: "From 1 for each creator and the platform; 0: the configuration." }),
    ...EarningsTermsShape,
    releases_earlier: z
      .boolean()
      .openapi({ description: "It makes money available earlier than the terms before it." }),
    reason: z.string().nullable(),
    actor_id: z.string().nullable(),
    confirmed_by: z.string().nullable().openapi({ description: "The second admin." }),
    at: Time.nullable().openapi({ description: "In force from then on; null for the configuration." }),
  })
  .openapi("EarningsPolicy");

export const RateResource = z
  .object({
    id: idOf("rat_"),
    scope: z.enum(["platform", "creator", "stream"]),
    scope_id: z.string().nullable(),
    version: z.int(),
    tokens_per_minute: z.int(),
    creator_per_minute: Money,
    margin_per_minute: orNull(Money).openapi({
      description: "Null where TOKEN_PRICE_CENTS is not configured.",
    }),
    reason: z.string(),
    created_by: z.string(),
    created_at: Time,
  })
  .openapi("Rate");
