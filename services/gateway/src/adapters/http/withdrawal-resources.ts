import { z } from "@hono/zod-openapi";
import { STATUSES } from "../../usecases/withdrawal-views.ts";
import { idOf, Money, orNull, Time } from "./schemas.ts";

/** What the API answers about withdrawals, payout methods and payouts. */

export const StatusName = z.enum(STATUSES);

export const WithdrawalResource = z
  .object({
    id: idOf("wdr_"),
    creator_id: z.string(),
    amount: Money,
    status: StatusName,
    method: z
      .string()
      .nullable()
      .openapi({ example: "stripe", description: "stripe or manual; null: none is set up" }),
    payout_method_id: z.string().nullable(),
    payout_label: z.string().nullable().openapi({
      example: "Bank transfer",
      description: "What may be shown of the payout method.",
    }),
    payout_destination: z.string().nullable().openapi({
      example: "acct_1Qz3K2AbCdEfGhIj",
      description:
        "The account at the payer that it goes to, fixed when the withdrawal is asked for; null for `manual`.",
    }),
    approvals_needed: z.int().openapi({
      description:
        "Approvals still needed: while PENDING, and while APPROVED where it goes to another place than was approved.",
    }),
    attention: z.string().nullable().openapi({
      example: "payout_method_missing",
      description:
        "Why a person should look: payout_method_missing, payout_method_restricted; for admins also destination_unapproved, payout_method_unavailable, channel_unknown, connected_balance_negative, platform_balance_too_small, outcome_unknown, reversal_failed, frozen.",
    }),
    reason: z.string().nullable().openapi({ description: "Why it was rejected or failed." }),
    created_at: Time,
    updated_at: Time,
    estimated_arrival: Time.nullable(),
    creator_name: z
      .string()
      .nullable()
      .optional()
      .openapi({ description: "As it was when it was made; for admins only." }),
    creator_email: z.string().nullable().optional(),
    first_approval: orNull(z.object({ admin_id: z.string(), at: Time }))
      .optional()
      .openapi({ description: "For admins only: the first of two approvals, once it is given." }),
    payout_details: z.string().nullable().optional().openapi({
      description: "For `manual`: where to send it, as the creator wrote it; for admins only.",
    }),
  })
  .openapi("Withdrawal");

export const WithdrawalDetailsResource = WithdrawalResource.extend({
  barred_approvers: z.array(z.string()).optional().openapi({
    description:
      "For admins only: who changed this creator's balance by hand and may not approve it for now.",
  }),
  history: z.array(
    z.object({
      at: Time,
      actor_id: z.string().openapi({
        description: 'A user id, or "system". A creator sees "platform" in place of an admin.',
      }),
      from: z.string().nullable(),
      to: z.string(),
      note: z.string().nullable().openapi({ description: "For the creator." }),
      internal_note: z.string().nullable().optional().openapi({ description: "For admins only." }),
    }),
  ),
  attempts: z.array(
    z.object({
      id: idOf("pay_"),
      method: z.string(),
      state: z.string().openapi({
        example: "sent",
        description:
          "created, transferring, transferred, sent, paid, failed, returned, unknown, reversing, reversed or settled (people have ended it)",
      }),
      reference: z.string().nullable().openapi({ description: "What the payer calls it." }),
      failure: z.string().nullable(),
      created_at: Time,
      updated_at: Time,
    }),
  ),
}).openapi("WithdrawalDetails");

export const PayoutMethodResource = z
  .object({
    id: idOf("pm_"),
    kind: z.string().openapi({ example: "stripe", description: "stripe or manual" }),
    state: z.string().openapi({ example: "ready", description: "onboarding, restricted or ready" }),
    is_default: z.boolean(),
    label: z.string(),
    created_at: Time,
  })
  .openapi("PayoutMethod");

export const FreezeResource = z
  .object({
    frozen: z.boolean(),
    by: z.string().nullable().openapi({ description: 'A user id, or "integrity".' }),
    at: Time.nullable(),
    reason: z.string().nullable(),
    findings: z
      .array(
        z
          .object({
            source: z.enum(["wallet", "withdrawals"]),
            check: z.string(),
            detail: z.string(),
            fingerprint: z.string().openapi({ description: "Names what is wrong, to the last figure." }),
            found_at: Time,
            acknowledged_by: z.string().nullable(),
          })
          .openapi("Finding"),
      )
      .openapi({ description: "What the failing checks show. Lifting acknowledges exactly this." }),
    fingerprint: z
      .string()
      .openapi({ description: "Names all findings: send it as `seen` when lifting. Empty: there are none." }),
  })
  .openapi("Freeze");

/** What a run of the checks found. */
export const IntegrityRun = z.object({
  ok: z.boolean(),
  checked_at: Time.nullable(),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      detail: z.string(),
      compared: z.int(),
      wrong: z.int(),
      not_run_since: Time.nullable().openapi({
        description:
          "Set while the check can't run: since when it has given no verdict. `ok` stays what it was, for INTEGRITY_STALE_MINUTES at most; then the check fails.",
      }),
    }),
  ),
});
