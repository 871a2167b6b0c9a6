import type { Availability, Upcoming } from "../api/payouts.ts";
import { type Amount, cents, usd } from "../format/money.ts";

/** A UTC day begins at a moment; in the reader's zone that may be the evening before. */
export const momentOf = (date: string): string => (date.length === 10 ? `${date}T00:00:00Z` : date);

export interface Part {
  kind: "available" | "held" | "maturing" | "reserve" | "debt";
  amount: Amount;
}

/** The parts of the balance. Their sum is the balance. */
export function partsOf(money: Availability): Part[] {
  const { available, held_for_withdrawals: held, upcoming, withheld_for_debt: debt } = money;
  const of = (kind: Upcoming["kind"]): Amount =>
    cents(
      upcoming.filter((one) => one.kind === kind).reduce((sum, { amount }) => sum + usd(amount).minor, 0n),
    );
  return [
    { kind: "available", amount: usd(available) },
    { kind: "held", amount: usd(held) },
    { kind: "maturing", amount: of("maturing") },
    { kind: "reserve", amount: of("reserve") },
    ...(debt ? [{ kind: "debt" as const, amount: usd(debt) }] : []),
  ];
}

/** The width of each part in thousandths; amounts above zero are visible. */
export function widthsOf(parts: readonly Part[]): number[] {
  const total = parts.reduce((sum, { amount }) => sum + (amount.minor > 0n ? amount.minor : 0n), 0n);
  if (total === 0n) return parts.map(() => 0);
  return parts.map(({ amount }) =>
    amount.minor <= 0n ? 0 : Math.max(8, Number((amount.minor * 1_000n) / total)),
  );
}

/** Whether a creator has to wait for anything. */
export const isSimple = ({ upcoming, policy, debt }: Availability): boolean =>
  upcoming.length === 0 &&
  policy.hold_days === 0 &&
  Number(policy.reserve_percent) === 0 &&
  usd(debt).minor === 0n;
