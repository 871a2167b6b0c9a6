import type { CallOptions, Page, PageRequest } from "./calls.ts";

/** What viewers bought, spent and may spend. */
export interface Spending {
  /** Newest first. */
  listTopUps(request: PageRequest & { viewerId: string }): Promise<Page<TopUpRecord>>;
  /** With a receipt that opens. @throws not_found */
  getTopUp(request: { topUpId: string; viewerId: string }): Promise<TopUpRecord>;
  /** `bounds`: the starts of the days and the end of the last one. */
  getSpending(request: { viewerId: string; bounds: Date[] }): Promise<SpendingReport>;
  /** `zone` counts while none is set. */
  getSpendingLimits(
    request: { viewerId: string; zone: string },
    options?: CallOptions,
  ): Promise<SpendingLimits>;
  setSpendingLimits(request: LimitAmounts & { viewerId: string }): Promise<SpendingLimits>;
}

export interface TopUpRecord {
  id: string;
  packageId: string;
  tokens: bigint;
  cents: bigint;
  state: string;
  createdAt: Date;
  receiptUrl: string | undefined;
  /** What refunds and disputes took away of it. */
  refundedCents: bigint;
}

export interface StreamDay {
  /** The number of the day: 0 begins at the first bound. */
  day: number;
  streamId: string;
  title: string;
  creatorId: string;
  minutes: number;
  tokens: bigint;
}

export interface SpendingReport {
  streamDays: StreamDay[];
  /** There are more than a report has. */
  truncated: boolean;
  minutes: number;
  tokens: bigint;
}

export interface LimitAmounts {
  /** Undefined: no limit. */
  dayTokens: bigint | undefined;
  monthTokens: bigint | undefined;
  zone: string;
}

export interface SpendingLimits extends LimitAmounts {
  daySpent: bigint;
  monthSpent: bigint;
  dayEndsAt: Date;
  monthEndsAt: Date;
  /** A raise that waits. */
  pending: (LimitAmounts & { takesEffectAt: Date }) | undefined;
}
