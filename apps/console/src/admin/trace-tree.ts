import { type Amount, cents, decimal, sum, usd } from "../format/money.ts";
import type { FundedBy, FundedDay, Trace } from "./payout-types.ts";

export interface StreamBranch {
  id: string;
  title: string | null;
  minutes: number;
  amount: Amount;
  days: FundedDay[];
}

/** Streams with their days. Each has the sums of its days. */
export function branchesOf(days: readonly FundedDay[]): StreamBranch[] {
  return [...Map.groupBy(days, ({ stream_id }) => stream_id)].map(([id, own]) => ({
    id,
    title: own.find(({ title }) => title !== null)?.title ?? null,
    minutes: own.reduce((total, { minutes }) => total + minutes, 0),
    amount: sum(
      own.map(({ amount }) => usd(amount)),
      "USD",
    ),
    days: own.toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  }));
}

/** All pages as one. The total is that of the trail, whatever page it is on. */
export function fundingOf(pages: readonly Trace[]): FundedBy | null {
  const funded = pages.flatMap(({ funded_by }) => funded_by ?? []);
  const [first] = funded;
  if (!first) return null;
  return {
    ...first,
    streams: funded.flatMap(({ streams }) => streams),
    others: funded.flatMap(({ others }) => others),
    unknown: {
      amount: decimal(
        sum(
          funded.map(({ unknown }) => usd(unknown)),
          "USD",
        ),
      ),
      currency: "USD",
    },
  };
}

/** What the rows differ from the total by; 0 if they add up. */
export function differenceOf({ total, streams, others, unknown }: FundedBy): Amount {
  const rows = sum(
    [...streams, ...others].map(({ amount }) => usd(amount)),
    "USD",
  );
  return cents(usd(total).minor - rows.minor - usd(unknown).minor);
}
