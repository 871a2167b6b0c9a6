import { z } from "@hono/zod-openapi";
import { personName } from "./person-name.ts";
import { AccountResource } from "./resources.ts";
import { Amount, AssetName, idOf, Money, orNull, Time } from "./schemas.ts";
import { StatusName } from "./withdrawal-resources.ts";

export const PersonNoteResource = z
  .object({
    id: idOf("nte_"),
    author_id: z.string(),
    author_name: personName,
    text: z.string(),
    created_at: Time,
  })
  .openapi("PersonNote");

const missing = "Null: the service that knows is away, see `unavailable`, or does not exist.";

const PersonStream = z.object({
  id: idOf("str_"),
  title: z.string(),
  status: z.enum(["live", "ended"]),
  viewers: z.int(),
  started_at: Time,
  ended_at: Time.nullable(),
});

const PersonSession = z.object({
  id: idOf("ses_"),
  stream_id: idOf("str_"),
  stream_title: z.string().nullable(),
  status: z.enum(["active", "ended"]),
  started_at: Time,
  ended_at: Time.nullable(),
  end_reason: z.string().nullable(),
  minutes_billed: z.int(),
  tokens_charged: z.int(),
});

const PersonWithdrawals = z.object({
  latest: z.array(
    z.object({
      id: idOf("wdr_"),
      amount: Money,
      status: StatusName,
      attention: z.string().nullable(),
      created_at: Time,
    }),
  ),
  counts: z
    .array(z.object({ status: StatusName, count: z.int(), amount: Money }))
    .openapi({ description: "Of the newest hundred." }),
  complete: z.boolean().openapi({ description: "False: older ones are not counted." }),
});

const PersonAdjustment = z.object({
  at: Time,
  actor_id: z.string(),
  actor_name: personName,
  asset: AssetName,
  direction: z.enum(["credit", "debit"]),
  amount: Amount,
  reason: z.string(),
});

/** A person as an admin sees them. */
export const PersonResource = z
  .object({
    id: z.string(),
    name: personName,
    email: z.string().nullable(),
    roles: z.array(z.string()).openapi({ description: "Of the newest token." }),
    first_seen_at: Time.nullable().openapi({ description: "Null: no token of theirs was seen yet." }),
    last_seen_at: Time.nullable().openapi({ description: "To the hour." }),
    accounts: z.array(AccountResource).nullable().openapi({ description: missing }),
    earned: orNull(z.object({ total: Money, viewer_minutes: z.int() })).openapi({ description: missing }),
    streams: z
      .array(PersonStream)
      .nullable()
      .openapi({ description: `Live ones first, at most 5. ${missing}` }),
    sessions: z
      .array(PersonSession)
      .nullable()
      .openapi({ description: `The newest 5. ${missing}` }),
    withdrawals: orNull(PersonWithdrawals).openapi({ description: missing }),
    withdrawal_minimum: orNull(
      z.object({
        amount: Money,
        waived: z.boolean().openapi({ description: "It is not the platform's." }),
      }),
    ).openapi({ description: missing }),
    payouts_paused: orNull(
      z.object({
        by: z.string().openapi({ example: "admin", description: "creator or admin" }),
        reason: z.string().nullable().openapi({ description: "The admin's." }),
      }),
    ).openapi({ description: "Null: they are not paused." }),
    adjustments: z.array(PersonAdjustment).openapi({ description: "The newest 5 by hand." }),
    cases: orNull(z.object({ open: z.int(), total: z.int() })).openapi({
      description: `Problems that the person reported, of the newest hundred. ${missing}`,
    }),
    notes: z.array(PersonNoteResource).openapi({ description: "For admins only; the newest 50." }),
    unavailable: z.array(z.string()).openapi({ description: "Services that did not answer." }),
  })
  .openapi("PersonRecord");
