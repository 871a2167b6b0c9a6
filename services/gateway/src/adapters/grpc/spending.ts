import type {
  SpendingLimits as ProtoLimits,
  TopUpRecord as ProtoTopUp,
} from "@metercast/contracts/billing/v1/spending.ts";
import type { Spending, SpendingLimits, TopUpRecord } from "../../ports/spending.ts";
import type { BillingCaller } from "./billing-caller.ts";
import { given, orUndefined, pageRequest, time } from "./values.ts";

/** What viewers bought, spent and may spend, of billing. */
export const spending = (billing: BillingCaller): Spending => ({
  async listTopUps({ viewerId, ...page }) {
    const { topUps, nextCursor } = await billing.listTopUps({ viewerId, ...pageRequest(page) });
    return { items: topUps.map(topUpOf), nextCursor: orUndefined(nextCursor) };
  },
  getTopUp: async (request) => topUpOf(given((await billing.getTopUp(request)).topUp, "a top-up")),
  getSpending: (request) => billing.getSpending(request),
  getSpendingLimits: async (request, options) =>
    limitsOf((await billing.getSpendingLimits(request, options)).limits),
  setSpendingLimits: async (request) => limitsOf((await billing.setSpendingLimits(request)).limits),
});

const topUpOf = ({ createdAt, receiptUrl, ...topUp }: ProtoTopUp): TopUpRecord => ({
  ...topUp,
  createdAt: time(createdAt),
  receiptUrl: orUndefined(receiptUrl),
});

function limitsOf(answered: ProtoLimits | undefined): SpendingLimits {
  const { pending, ...limits } = given(answered, "spending limits");
  return {
    dayTokens: limits.dayTokens,
    monthTokens: limits.monthTokens,
    zone: limits.zone,
    daySpent: limits.daySpent,
    monthSpent: limits.monthSpent,
    dayEndsAt: time(limits.dayEndsAt),
    monthEndsAt: time(limits.monthEndsAt),
    pending: pending && {
      dayTokens: pending.dayTokens,
      monthTokens: pending.monthTokens,
      zone: pending.zone,
      takesEffectAt: time(pending.takesEffectAt),
    },
  };
}
