import type { PayoutChannel } from "./templates.ts";

/**
 * The outside account that a payout leaves from, by the channel that the event names. A new channel is
 * added here before withdrawals uses it.
 */
const ACCOUNTS: Readonly<Record<string, PayoutChannel>> = {
  stripe: "external_stripe",
  manual: "external_bank",
};

/** Undefined for a channel that the books have no account for: nothing may be booked to another one. */
export const payoutChannel = (name: string): PayoutChannel | undefined =>
  Object.hasOwn(ACCOUNTS, name) ? ACCOUNTS[name] : undefined;
