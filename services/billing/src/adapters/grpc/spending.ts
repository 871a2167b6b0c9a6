import { zoneName } from "@metercast/calendar";
import { publicId, uuidOf } from "@metercast/contracts";
import type * as pb from "@metercast/contracts/billing/v1/spending.ts";
import { MetercastError, z } from "@metercast/runtime";
import { cursor, pageLimit, userId, validate } from "@metercast/validation";
import type { LimitVersion } from "../../domain/spending-limits.ts";
import type { SpendingReport } from "../../ports/spending.ts";
import type { TopUpRecord } from "../../ports/top-ups.ts";
import type { SpendingLimits } from "../../usecases/spending/get-spending-limits.ts";

// What viewers bought, spent and may spend: reads requests, writes responses.

const MAX_LIMIT = 1_000_000_000n;
const limit = z
  .bigint()
  .min(0n, "must be 0 or more")
  .max(MAX_LIMIT, `must be ${MAX_LIMIT} or less`)
  .transform(Number)
  .optional();
const zone = z.string().transform((name, context) => {
  const found = zoneName(name);
  if (found !== undefined) return found;
  context.addIssue({ code: "custom", message: "is not a time zone" });
  return z.NEVER;
});

const listTopUps = z.object({ viewerId: userId, limit: pageLimit, cursor });
export const listTopUpsRequest = (request: unknown) => validate(listTopUps, request);

const getTopUp = z.object({ topUpId: z.string(), viewerId: userId });
export function getTopUpRequest(request: unknown) {
  const { topUpId, viewerId } = validate(getTopUp, request);
  const id = uuidOf("topUp", topUpId);
  if (!id) throw new MetercastError("not_found");
  return { id, viewerId };
}

/** A quarter of a year, and one bound more. */
const MAX_BOUNDS = 94;
const spending = z.object({
  viewerId: userId,
  bounds: z
    .array(z.date())
    .min(2)
    .max(MAX_BOUNDS)
    .transform((bounds) => bounds.map((at) => at.getTime()))
    .refine(
      (bounds) => bounds.every((at, place) => place === 0 || at > (bounds[place - 1] ?? 0)),
      "ascending",
    ),
});
export const spendingRequest = (request: unknown) => validate(spending, request);

const getLimits = z.object({ viewerId: userId, zone: z.union([z.literal(""), zone]) });
export const getLimitsRequest = (request: unknown) => validate(getLimits, request);

const setLimits = z.object({ viewerId: userId, dayTokens: limit, monthTokens: limit, zone });
export function setLimitsRequest(request: unknown) {
  const { dayTokens, monthTokens, ...rest } = validate(setLimits, request);
  return { ...rest, dayTokens, monthTokens };
}

export const topUpMessage = (topUp: TopUpRecord): pb.TopUpRecord => ({
  id: publicId("topUp", topUp.id),
  packageId: topUp.packageId,
  tokens: topUp.tokens,
  cents: topUp.cents,
  // For the buyer a page that may not exist yet is one that can be paid.
  state: topUp.state === "created" ? "open" : topUp.state,
  createdAt: new Date(topUp.createdAt),
  receiptUrl: topUp.receiptUrl,
  refundedCents: topUp.refundedCents,
});

export const spendingMessage = (report: SpendingReport): pb.GetSpendingResponse => ({
  ...report,
  streamDays: report.streamDays.map((one) => ({ ...one, streamId: publicId("stream", one.streamId) })),
});

export const limitsMessage = ({ current, pending, day, month }: SpendingLimits): pb.SpendingLimits => ({
  ...amounts(current),
  zone: current.zone,
  daySpent: BigInt(day.spent),
  monthSpent: BigInt(month.spent),
  dayEndsAt: new Date(day.to),
  monthEndsAt: new Date(month.to),
  ...(pending && {
    pending: { ...amounts(pending), zone: pending.zone, takesEffectAt: new Date(pending.effectiveAt) },
  }),
});

const amounts = ({ dayTokens, monthTokens }: LimitVersion) => ({
  ...(dayTokens !== undefined && { dayTokens: BigInt(dayTokens) }),
  ...(monthTokens !== undefined && { monthTokens: BigInt(monthTokens) }),
});
