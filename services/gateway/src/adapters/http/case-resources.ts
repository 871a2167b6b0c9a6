import { z } from "@hono/zod-openapi";
import { CASE_REASONS, CASE_STATUSES } from "../../domain/case.ts";
import { idOf, listOf, orNull, Time } from "./schemas.ts";

export const CaseStatusName = z.enum(CASE_STATUSES).openapi({
  description:
    "`open`: waits for the platform · `answered`: waits for the viewer · `refunded`, `declined`, `withdrawn`: ended.",
});
export const CaseReasonName = z.enum(CASE_REASONS);

const Refund = z.object({
  tokens: z.int(),
  posted: z.boolean().openapi({ description: "False: begun, and not in the viewer's account yet." }),
  transfer_id: z.string().nullable(),
});

const NAME = z
  .string()
  .nullable()
  .optional()
  .openapi({ description: "For admins; null: no token of theirs said it." });

const fields = {
  id: idOf("cas_"),
  session_id: idOf("ses_"),
  stream_id: idOf("str_"),
  stream_title: z.string().nullable(),
  viewer_id: z.string(),
  reason: CaseReasonName,
  status: CaseStatusName,
  tokens_charged: z.int().openapi({ description: "What the session had charged when it was reported." }),
  messages: z.int(),
  opened_at: Time,
  updated_at: Time,
  resolved_at: Time.nullable(),
  resolution_note: z.string().nullable(),
  refund: orNull(Refund),
  creator_id: z.string(),
  resolved_by: z
    .string()
    .nullable()
    .openapi({ description: "To viewers it is `platform` where an admin did it." }),
  viewer_name: NAME,
  creator_name: NAME,
  resolved_by_name: NAME,
};

/** A case in a list. */
export const CaseResource = z.object(fields).openapi("Case");
export const CaseList = listOf(CaseResource);

const Message = z.object({
  side: z.enum(["viewer", "platform"]),
  author_id: z.string().openapi({ description: "To viewers the platform's is `platform`." }),
  author_name: NAME,
  text: z.string(),
  written_at: Time,
});

/** A case with its conversation. */
export const CaseDetails = z.object({ ...fields, conversation: z.array(Message) }).openapi("CaseDetails");

export const CaseStatsResource = z
  .object({
    open: z.int().openapi({ description: "Counted up to 1,000, as `answered`." }),
    answered: z.int(),
    oldest_open_at: Time.nullable(),
  })
  .openapi("CaseStats");

const Stay = z.object({ joined_at: Time.nullable(), left_at: Time.nullable() });
const Minute = z.object({
  minute: z.int(),
  paid: z.boolean(),
  tokens: z.int(),
  balance_after: z.int(),
  posted_at: Time,
});
const Funding = z.object({
  top_up_id: z
    .string()
    .nullable()
    .openapi({ description: "null: tokens that no top-up brought, as an adjustment." }),
  tokens: z.int(),
});

/** What is known about the session of a case. */
export const CaseEvidence = z
  .object({
    session: z.object({
      id: idOf("ses_"),
      status: z.enum(["active", "ended"]),
      started_at: Time,
      ended_at: Time.nullable(),
      end_reason: z.string().nullable(),
      minutes_billed: z.int(),
      tokens_per_minute: z.int(),
      tokens_charged: z.int(),
      carried_seconds: z.number(),
      witnesses: z.enum(["any", "both"]),
      minute_seconds: z.number(),
      refused_minute: z.int().nullable(),
    }),
    presence: z.object({
      last_seen_at: Time.openapi({
        description:
          "The last report of the player or the media server. Earlier ones are not kept by session: the broker has them for a day, packed with those of all viewers.",
      }),
      media_from: Time.nullable(),
      silent_seconds: z
        .number()
        .openapi({ description: "Of a lost session: from its last report until it was declared lost." }),
      media_stays: z.array(Stay).openapi({
        description: "When the media server saw the viewer in the room. Empty without a media server.",
      }),
    }),
    refundable: z.int().openapi({ description: "Charged by now, less what cases have refunded." }),
    refunded: z.int(),
    minutes: z.array(Minute).openapi({ description: "The first 1,000." }),
    funding: z.array(Funding).openapi({ description: "Whose tokens paid it, first in, first out." }),
    viewers_cases: z.array(CaseResource).openapi({ description: "The viewer's 10 newest others." }),
    streams_cases: z.array(CaseResource).openapi({ description: "The stream's 10 newest others." }),
  })
  .openapi("CaseEvidence");
