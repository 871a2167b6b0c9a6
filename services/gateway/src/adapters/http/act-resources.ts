import { z } from "@hono/zod-openapi";
import { ACT_STATUSES } from "../../domain/act.ts";
import { personName } from "./person-name.ts";
import { EarningsTermsShape } from "./resources.ts";
import { Amount, AssetName, idOf, Money, orNull, Time } from "./schemas.ts";

/** An admin's act that moves money or changes a rule; above its limit it needs two admins. */
export const ActResource = z
  .object({
    id: idOf("act_"),
    kind: z.string().openapi({
      example: "adjustment",
      description:
        "adjustment, rate, earnings_policy, auto_approval, give_back (a payout by hand that failed), resolve_with_creator or resolve_with_platform (a payout that nothing else ends)",
    }),
    status: z.enum(ACT_STATUSES),
    subject_id: z
      .string()
      .nullable()
      .openapi({ description: "Whose money or rule it is; null: the platform's." }),
    subject_name: personName,
    reason: z.string(),
    needs_second: z.string().nullable().openapi({
      example: "above_limit",
      description:
        "Why a second admin is needed: above_limit, day_sum (with the user's other acts of 24 hours), admin_day_sum, own, low_margin, loses_money, releases_earlier, allows_more (a policy) or always; null: one was enough.",
    }),
    requested_by: z.string(),
    requested_by_name: personName,
    requested_at: Time,
    expires_at: Time,
    decided_by: z.string().nullable().openapi({ description: "The admin who confirmed or declined it." }),
    decided_by_name: personName,
    decided_at: Time.nullable(),
    decision_note: z.string().nullable(),
    executed_at: Time.nullable(),
    result: z.string().nullable().openapi({
      description: "Executed: the id of the transfer, rate card, policy or withdrawal. Failed: the error.",
    }),
    adjustment: orNull(
      z.object({
        user_id: z.string(),
        asset: AssetName,
        direction: z.enum(["credit", "debit"]),
        amount: Amount,
        case_id: idOf("cas_").optional().openapi({ description: "It is the refund of this case." }),
      }),
    ),
    rate: orNull(
      z.object({
        scope: z.enum(["platform", "creator", "stream"]),
        scope_id: z.string().nullable(),
        tokens_per_minute: z.int(),
        creator_per_minute: Money,
      }),
    ),
    earnings_policy: orNull(z.object({ creator_id: z.string().nullable(), ...EarningsTermsShape })),
    give_back: orNull(z.object({ withdrawal_id: idOf("wdr_"), amount: Money })),
    auto_approval: orNull(
      z.object({
        enabled: z.boolean(),
        max_payout: Money,
        max_day: Money,
        min_account_age_days: z.int(),
        min_completed_payouts: z.int(),
      }),
    ),
    resolve: orNull(
      z.object({
        withdrawal_id: idOf("wdr_"),
        amount: Money,
        outcome: z.string().openapi({ description: "with_creator or with_platform: where the money is" }),
        evidence: z.string(),
        reference: z.string(),
      }),
    ),
  })
  .openapi("Act");

/** The address of an act. */
export const actLocation = ({ id }: { id: string }) => ({ Location: `/api/admin/acts/${id}` });
