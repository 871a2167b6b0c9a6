import type { Schemas } from "../api/client.ts";

type Limits = Schemas["SpendingLimits"];

const WARN_PERCENT = 80;

export interface LimitUse {
  kind: "day" | "month";
  spent: number;
  limit: number;
  resetsAt: string;
}

function usesOf(limits: Limits): LimitUse[] {
  const of = (kind: LimitUse["kind"], limit: number | null, spent: number, resetsAt: string) =>
    limit === null ? [] : [{ kind, limit, spent, resetsAt }];
  return [
    ...of("day", limits.day_tokens, limits.spent_today, limits.day_resets_at),
    ...of("month", limits.month_tokens, limits.spent_this_month, limits.month_resets_at),
  ];
}

const partOf = ({ spent, limit }: LimitUse): number => (limit === 0 ? 1 : spent / limit);

/** The limit that is used most, from 80 % on. */
export const nearLimit = (limits: Limits): LimitUse | undefined =>
  usesOf(limits)
    .filter((use) => partOf(use) * 100 >= WARN_PERCENT)
    .toSorted((a, b) => partOf(b) - partOf(a))[0];

/** When the limit that is used most begins again. */
export const reachedUntil = (limits: Limits): string | undefined =>
  usesOf(limits).toSorted((a, b) => partOf(b) - partOf(a))[0]?.resetsAt;
