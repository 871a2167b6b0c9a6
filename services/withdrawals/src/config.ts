import { MAX_AMOUNT } from "@metercast/money";
import { railVariables } from "@metercast/rails/server";
import {
  commaList,
  commonConfig,
  grpcAddress,
  integer,
  integrityStaleMinutes,
  maxConnectionAgeSeconds,
  postgresUrl,
  secret,
  z,
} from "@metercast/runtime";

const cents = z.coerce.bigint().positive().max(MAX_AMOUNT);
const seconds = (max: number) => z.coerce.number().positive().max(max);

export const variables = {
  ...commonConfig,
  WITHDRAWALS_DATABASE_URL: secret(postgresUrl, "The database, with the role `metercast_withdrawals`."),
  WALLET_GRPC_ADDRESS: grpcAddress.describe("`host:port` of wallet, or `dns:///host:port`."),
  BILLING_GRPC_ADDRESS: grpcAddress
    .optional()
    .describe(
      "`host:port` of billing, or `dns:///host:port`. Without it a decision's facts lack viewers and disputes.",
    ),
  GRPC_PORT: integer(0, 65_535).default(7_103).describe("Serves `withdrawals.v1.WithdrawalsService`."),
  GRPC_MAX_CONNECTION_AGE_SECONDS: maxConnectionAgeSeconds,
  ADMIN_PORT: integer(0, 65_535).default(8_103).describe("Serves `/healthz`, `/readyz` and `/metrics`."),
  DATABASE_CONNECTIONS: integer(2, 100).default(8).describe("Connections to Postgres."),
  WITHDRAWAL_MINIMUM_CENTS: cents.default(5_000n).describe("The smallest withdrawal."),
  SECOND_APPROVAL_ABOVE_CENTS: cents
    .default(1_000_000n)
    .describe(
      "Above this a withdrawal, an adjustment or a payout that is given back needs a second, different admin. The amounts of one creator or user within 24 hours count together.",
    ),
  ADMIN_SECOND_ABOVE_CENTS_PER_DAY: cents
    .optional()
    .describe(
      "Above this sum of one admin's adjustments and given-back payouts within 24 hours, for all users, a second admin is needed; without it only each user's sum counts.",
    ),
  ACT_EXPIRY_HOURS: integer(1, 8_760)
    .default(72)
    .describe("An act that waits for a second admin expires after this."),
  TOKEN_PRICE_CENTS: z.coerce
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe(
      "The income from one token, as in the gateway: the limits count tokens by it, and rates are checked against it.",
    ),
  TOKEN_CEILING_CENTS: integer(1, 1_000_000)
    .default(300)
    .describe(
      "Without TOKEN_PRICE_CENTS: the value of a token for the limits, and the most that a creator may earn for a token without a second admin.",
    ),
  RATE_MARGIN_FLOOR_PERCENT: integer(0, 100)
    .default(5)
    .describe(
      "A rate that leaves the platform a smaller part of the viewer's price needs a second admin. Needs TOKEN_PRICE_CENTS.",
    ),
  MAX_PAYOUT_METHODS_PER_CREATOR: integer(1, 1_000).default(10).describe("Payout methods of one creator."),
  PAYOUT_METHOD_LOCK_HOURS: integer(0, 720)
    .default(72)
    .describe(
      "No payout starts for so long to a method that a creator with another one adds, or whose bank account changes; 0: at once.",
    ),
  COMPLETE_AFTER_SECONDS: seconds(600)
    .default(12)
    .describe(
      "After this the service repeats the call for a hold without an answer. A call to the wallet ends within 11 s (its pool's and its transaction's limits): only then may its withdrawal be undone.",
    ),
  WALLET_WAIT_SECONDS: seconds(10)
    .default(2)
    .describe("A response waits this long for the wallet's event, so that a client reads its own writes."),
  ...railVariables,
  STRIPE_WEBHOOK_SECRETS: secret(
    commaList,
    "Secrets of the payouts endpoints, separated by commas; two for one endpoint while it is rotated.",
  ),
  ONBOARDINGS_PER_CREATOR_PER_MINUTE: integer(1, 10_000)
    .default(30)
    .describe("Onboarding pages per minute for one creator."),
  ONBOARDINGS_PER_MINUTE: integer(1, 1_000_000)
    .default(600)
    .describe("Onboarding pages per minute for all creators, over all replicas."),
  STRIPE_SWEEP_SECONDS: seconds(3_600)
    .default(60)
    .describe("The service reads silent payouts and accounts from their providers this often, on all rails."),
  STRIPE_RETRY_SECONDS: seconds(86_400)
    .default(60)
    .describe("A call that a provider refused for now is repeated after this, on all rails."),
  STRIPE_OPENING_BALANCE_CENTS: z.coerce
    .bigint()
    .optional()
    .describe(
      "The platform's Stripe balance before the books began. Without it the balances can't be compared, which freezes payouts after INTEGRITY_STALE_MINUTES.",
    ),
  ATTEMPT_UNKNOWN_RETRY_SECONDS: seconds(300)
    .default(2)
    .describe("A call of unknown outcome is repeated after this, then with growing delays."),
  ATTEMPT_LEASE_SECONDS: seconds(600)
    .default(30)
    .describe(
      "Longer than one call to a provider with the look-up before it. After a crash an attempt waits this long.",
    ),
  INTEGRITY_INTERVAL_SECONDS: integer(5, 86_400).default(300).describe("The books are checked this often."),
  INTEGRITY_STALE_MINUTES: integrityStaleMinutes,
};

export type Config = z.infer<z.ZodObject<typeof variables>>;
