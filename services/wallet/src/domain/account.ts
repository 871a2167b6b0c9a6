import type { Asset } from "@metercast/money";
import { RAILS, type RailAccount, type RailFeeAccount } from "@metercast/rails";

/** A user's account. `available` is what can be spent or withdrawn: posted − held, never below zero. */
export interface Account {
  account: bigint;
  userId: string;
  asset: Asset;
  posted: bigint;
  held: bigint;
  version: bigint;
}

export const available = ({ posted, held }: Pick<Account, "posted" | "held">): bigint => posted - held;

const OWN_ACCOUNTS = {
  issued_tokens: "TOKEN",
  spent_tokens: "TOKEN",
  token_adjustments: "TOKEN",
  platform_tokens: "TOKEN",
  // At Stripe is also what viewers have paid, not only what creators are paid from.
  external_stripe: "USD",
  stripe_fees: "USD",
  token_income: "USD",
  creator_costs: "USD",
  usd_adjustments: "USD",
  platform_usd: "USD",
  payouts_in_transit: "USD",
  payout_fee_income: "USD",
  platform_funding: "USD",
  dispute_losses: "USD",
} as const satisfies Record<string, Asset>;

export type PlatformAccount = keyof typeof OWN_ACCOUNTS | RailAccount | RailFeeAccount;

/** Each rail has an account of the money there, and may have one of what it charges. */
const RAIL_ACCOUNTS = Object.fromEntries(
  RAILS.flatMap(({ account, feeAccount }) =>
    [account, feeAccount].flatMap((name) => (name === undefined ? [] : [[name, "USD"]])),
  ),
) as Record<RailAccount | RailFeeAccount, "USD">;

/**
 * The accounts that belong to the platform, with their asset. They may go below zero: each mirrors the
 * outside or a result.
 */
export const PLATFORM_ACCOUNTS: Readonly<Record<PlatformAccount, Asset>> = {
  ...OWN_ACCOUNTS,
  ...RAIL_ACCOUNTS,
};

/**
 * How an account is called in events and documents: "viewer:<id>", "creator:<id>", or the platform
 * account's name.
 */
export function accountName(side: { userId: string; asset: Asset } | { platform: PlatformAccount }): string {
  if ("platform" in side) return side.platform;
  return `${side.asset === "TOKEN" ? "viewer" : "creator"}:${side.userId}`;
}
