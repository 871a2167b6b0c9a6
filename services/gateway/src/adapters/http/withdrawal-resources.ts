import { z } from "@hono/zod-openapi";
import { WITHDRAWAL_STATUSES } from "../../domain/withdrawal.ts";
import { personName } from "./person-name.ts";
import { QUEUE_FIELDS } from "./queue-resources.ts";
import { idOf, Money, orNull, positiveAmount, Time } from "./schemas.ts";

/** The shapes of withdrawals, payout methods and payouts. */

export const StatusName = z.enum(WITHDRAWAL_STATUSES);

export const WithdrawalRequest = z
  .object({
    amount: positiveAmount("USD"),
    payout_method_id: z.string().optional(),
    speed: z.enum(["standard", "instant"]).default("standard"),
  })
  .openapi("WithdrawalRequest");

const Payout = z
  .object({
    rail: z.string(),
    state: z.string(),
    claim_until: Time.nullable().openapi({ description: "Until then its receiver must claim it." }),
    network: z.string().nullable(),
    token: z.string().nullable(),
    reference: z.string().nullable(),
  })
  .openapi("PayoutUnderWay");

export const WithdrawalResource = z
  .object({
    id: idOf("wdr_"),
    creator_id: z.string(),
    amount: Money,
    status: StatusName,
    method: z.string().nullable().openapi({ example: "stripe", description: "A rail; null: none is set up" }),
    payout_method_id: z.string().nullable(),
    payout_label: z.string().nullable().openapi({
      example: "Bank transfer",
      description: "A safe description of the payout method.",
    }),
    payout_destination: z.string().nullable().openapi({
      example: "acct_1Qz3K2AbCdEfGhIj",
      description: "The account at Stripe that it goes to, fixed at the request; null for `manual`.",
    }),
    approvals_needed: z.int().openapi({
      description:
        "Approvals still needed: while PENDING, and while APPROVED if its destination is not the approved one.",
    }),
    scheduled: z.boolean().openapi({ description: "The creator's schedule asked for it." }),
    attention: z.string().nullable().openapi({
      example: "payout_method_missing",
      description:
        "Why a person must review it: payout_method_missing, payout_method_restricted; or payout_method_locked, which needs nobody; for admins also destination_unapproved, payout_method_unavailable, channel_unknown, connected_balance_negative, platform_balance_too_small, outcome_unknown, reversal_failed, payouts_paused, frozen.",
    }),
    reason: z.string().nullable().openapi({ description: "Why it was rejected or failed." }),
    speed: z.enum(["standard", "instant"]),
    fee: Money.openapi({
      description: "Of the amount, what the creator pays for an instant payout: the rest is sent.",
    }),
    locked_until: Time.nullable().openapi({
      description: "No payout starts before this: its destination is new, or has changed.",
    }),
    created_at: Time,
    updated_at: Time,
    estimated_arrival: Time.nullable(),
    creator_name: z
      .string()
      .nullable()
      .optional()
      .openapi({ description: "As it was at the request; for admins only." }),
    creator_email: z.string().nullable().optional(),
    first_approval: orNull(z.object({ admin_id: z.string(), at: Time }))
      .optional()
      .openapi({ description: "For admins only: the first of two approvals." }),
    ...QUEUE_FIELDS,
    payout_details: z.string().nullable().optional().openapi({
      description: "For `manual`: where to send the money, as the creator wrote it; for admins only.",
    }),
  })
  .openapi("Withdrawal");

export const WithdrawalDetailsResource = WithdrawalResource.extend({
  barred_approvers: z.array(z.string()).optional().openapi({
    description:
      "For admins only: the admins who changed this creator's balance by hand and can't approve it for now.",
  }),
  barred_approver_names: z.array(personName).optional().openapi({ description: "In the same order." }),
  payout: orNull(Payout).openapi({ description: "The payout, once it has begun." }),
  history: z.array(
    z.object({
      at: Time,
      actor_id: z.string().openapi({
        description: 'A user id, or "system". A creator sees "platform" in place of an admin.',
      }),
      actor_name: personName.optional(),
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
          "created, transferring, transferred, sent, paid, failed, returned, unknown, reversing, reversed or settled (an admin ended it)",
      }),
      reference: z.string().nullable().openapi({ description: "Its id at Stripe or the bank." }),
      failure: z.string().nullable(),
      created_at: Time,
      updated_at: Time,
    }),
  ),
}).openapi("WithdrawalDetails");

export const PayoutMethodResource = z
  .object({
    id: idOf("pm_"),
    kind: z.string().openapi({ example: "stripe", description: "A rail of GET /api/payout-rails" }),
    state: z.string().openapi({ example: "ready", description: "onboarding, restricted or ready" }),
    is_default: z.boolean(),
    label: z.string(),
    locked_until: Time.nullable().openapi({ description: "No payout starts there before this." }),
    instant_eligible: z.boolean(),
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
            fingerprint: z.string().openapi({ description: "Names the finding, with all its figures." }),
            found_at: Time,
            acknowledged_by: z.string().nullable(),
          })
          .openapi("Finding"),
      )
      .openapi({ description: "The findings of the failing checks. Lifting acknowledges exactly these." }),
    fingerprint: z.string().openapi({
      description: "Names all findings: send it as `seen` when lifting. Empty without findings.",
    }),
  })
  .openapi("Freeze");

/** The result of a run of the checks. */
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
          "Since when the check could not run. `ok` keeps its last value for at most INTEGRITY_STALE_MINUTES; then the check fails.",
      }),
    }),
  ),
});
