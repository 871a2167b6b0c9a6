import { z } from "@hono/zod-openapi";
import { idOf, Money, orNull, Time } from "./schemas.ts";

/** The shapes of the admins' queue of withdrawals. */

const Name = z.string().nullable().openapi({ description: "null: the platform has seen no name." });

const CreatorSummary = z
  .object({
    id: z.string(),
    name: Name,
    email: z.string().nullable(),
    earned_total: orNull(Money).openapi({ description: "null: the wallet does not answer." }),
    available: orNull(Money),
    paid_count: z.int(),
    paid_total: Money,
    returned_count: z.int().openapi({ description: "Failed, or sent back by the bank." }),
    rejected_count: z.int(),
  })
  .openapi("CreatorSummary");

export const RiskResource = z
  .object({
    level: z.enum(["low", "medium", "high"]),
    reasons: z.array(z.string()).openapi({
      description:
        "The weightiest first: open_disputes, one_viewer, method_changed, adjusted_by_hand, unusual_amount, few_viewers, returned_before, young_earnings, open_cases, first_payout, large_amount. Low says that nothing known speaks against it; more codes may come.",
    }),
    read_at: Time.nullable().openapi({ description: "When its facts were read; null: not yet." }),
  })
  .openapi("Risk");

const Approval = z.object({ by: z.string(), by_name: Name, at: Time }).openapi("GivenApproval");

export const HeldDecisionResource = z
  .object({
    action: z.enum(["approve", "reject"]),
    by: z.string(),
    by_name: Name,
    takes_effect_at: Time.openapi({ description: "Until then DELETE …/decision undoes it." }),
  })
  .openapi("HeldDecision");

const StoppedDecision = z
  .object({
    action: z.enum(["approve", "reject"]),
    by: z.string(),
    by_name: Name,
    at: Time,
    code: z.string().openapi({ example: "destination_changed" }),
    detail: z.string(),
  })
  .openapi("StoppedDecision");

/** What the queue shows of a withdrawal, for admins. */
export const QUEUE_FIELDS = {
  creator: CreatorSummary.optional().openapi({ description: "For admins: the creator's record." }),
  risk: RiskResource.optional().openapi({ description: "For admins." }),
  approvals: z.array(Approval).optional().openapi({
    description: "For admins: given for its present destination. Needed in all: these and approvals_needed.",
  }),
  decision: orNull(HeldDecisionResource)
    .optional()
    .openapi({ description: "For admins: a decision that can be undone." }),
  decision_stopped: orNull(StoppedDecision)
    .optional()
    .openapi({ description: "For admins: the last such decision had no effect, because something changed." }),
  first_payout: z.boolean().optional().openapi({ description: "For admins: never paid before." }),
  needs_me: z.boolean().nullable().optional().openapi({
    description:
      "For admins: you may approve it now, and have not. null in events, which are the same for all admins.",
  }),
};

export const DecisionFactsResource = z
  .object({
    earnings: orNull(
      z.object({
        oldest_at: Time.nullable(),
        newest_at: Time.nullable(),
        median_age_days: z.int().nullable().openapi({ description: "Half of the money is older." }),
        viewers: z.int().nullable(),
        largest_viewer_share_percent: z.int().nullable(),
        streams: z.int(),
      }),
    ).openapi({ description: "Of what is not withdrawn yet; null: the wallet does not answer." }),
    adjustments: z
      .array(z.object({ at: Time, by: z.string(), by_name: Name, amount: Money, reason: z.string() }))
      .openapi({ description: "By hand, newest first, at most 20 of the last year." }),
    method: orNull(z.object({ rail: z.string(), added_at: Time, changed_at: Time })),
    earlier: z.object({
      paid_count: z.int(),
      paid_total: Money,
      last_paid_at: Time.nullable(),
      returned_count: z.int(),
      rejected_count: z.int(),
      average: orNull(Money).openapi({ description: "Of the paid ones." }),
    }),
    open_cases: z
      .int()
      .nullable()
      .openapi({ description: "Problems that viewers reported and nobody has answered; null: not known." }),
    open_disputes: z.int().nullable().openapi({
      description: "Disputes of these viewers' top-ups whose money is gone; null: not known.",
    }),
    risk: RiskResource,
  })
  .openapi("DecisionFacts");

export const BulkDecisionsResource = z
  .object({
    action: z.enum(["approve", "reject"]),
    dry_run: z.boolean(),
    decided: z.array(
      z.object({
        id: idOf("wdr_"),
        amount: Money,
        status: z
          .string()
          .openapi({ description: "After it; of a decision that can be undone: still PENDING." }),
        approvals_needed: z.int().openapi({ description: "Still missing after it." }),
        decision: orNull(HeldDecisionResource),
      }),
    ),
    left_out: z.array(z.object({ id: z.string(), code: z.string(), detail: z.string() })),
    total: Money.openapi({ description: "Of those decided." }),
  })
  .openapi("BulkDecisions");

export const RejectReasonResource = z
  .object({
    id: idOf("rsn_"),
    title: z.string(),
    text: z.string().openapi({ description: "For the creator." }),
  })
  .openapi("RejectReason");

export const SavedViewResource = z
  .object({ id: idOf("view_"), page: z.string(), name: z.string(), query: z.string() })
  .openapi("SavedView");
