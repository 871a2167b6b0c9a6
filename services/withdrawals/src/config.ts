import { MAX_AMOUNT } from "@metercast/money";
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

/** Every variable that withdrawals reads, with what it means. */
export const variables = {
  ...commonConfig,
  WITHDRAWALS_DATABASE_URL: secret(postgresUrl, "The database, with the role `metercast_withdrawals`."),
  WALLET_GRPC_ADDRESS: grpcAddress.describe("`host:port` of wallet, or `dns:///host:port`."),
  GRPC_PORT: integer(0, 65_535).default(7_103).describe("Serves `withdrawals.v1.WithdrawalsService`."),
  GRPC_MAX_CONNECTION_AGE_SECONDS: maxConnectionAgeSeconds,
  ADMIN_PORT: integer(0, 65_535).default(8_103).describe("Serves `/healthz`, `/readyz` and `/metrics`."),
  DATABASE_CONNECTIONS: integer(2, 100).default(8).describe("Connections to Postgres."),
  WITHDRAWAL_MINIMUM_CENTS: cents.default(5_000n).describe("The least that can be asked for."),
  SECOND_APPROVAL_ABOVE_CENTS: cents
    .default(1_000_000n)
    .describe(
      "Above this a second, different admin has to agree: to a withdrawal, an adjustment, or giving a payout back. What one creator or user gets within 24 hours counts together.",
    ),
  ADMIN_SECOND_ABOVE_CENTS_PER_DAY: cents
    .optional()
    .describe(
      "Above this sum of what one admin adjusts and gives back alone within 24 hours, of all users, a second one has to agree; without it only each user's sum counts.",
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
      "What a token brings in, as the gateway's: by it tokens count against the limit, and rates are judged.",
    ),
  TOKEN_CEILING_CENTS: integer(1, 1_000_000)
    .default(300)
    .describe(
      "Where TOKEN_PRICE_CENTS is not set: what a token counts for against the limit, and the most that a creator may earn for a token without a second admin.",
    ),
  RATE_MARGIN_FLOOR_PERCENT: integer(0, 100)
    .default(5)
    .describe(
      "A rate that leaves the platform less than this part of what the viewer pays needs a second admin; it is known where TOKEN_PRICE_CENTS is set.",
    ),
  MAX_PAYOUT_METHODS_PER_CREATOR: integer(1, 1_000)
    .default(10)
    .describe("Ways to be paid that one creator may have at once."),
  COMPLETE_AFTER_SECONDS: seconds(600)
    .default(12)
    .describe(
      "After this a hold that was not answered is asked about. A call to the wallet is over after its pool's and its transaction's longest time, 11 s: only then may its withdrawal be undone.",
    ),
  WALLET_WAIT_SECONDS: seconds(10)
    .default(2)
    .describe("An answer waits this long for the wallet's part, so that a client reads its own writes."),
  STRIPE_SECRET_KEY: secret(
    z.string().min(1).optional(),
    "Stripe's restricted key for Connect. Without it creators can be paid by hand only.",
  ),
  STRIPE_API_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Of the local stand-in; without it Stripe itself."),
  STRIPE_WEBHOOK_SECRETS: secret(
    commaList,
    "Secrets of the payouts endpoints, separated by commas; two for one endpoint while it is rotated.",
  ),
  STRIPE_TIMEOUT_SECONDS: seconds(60).default(10).describe("After this a call's outcome is unknown."),
  ONBOARDINGS_PER_CREATOR_PER_MINUTE: integer(1, 10_000)
    .default(30)
    .describe("Onboarding pages that one creator may ask Stripe for in a minute."),
  ONBOARDINGS_PER_MINUTE: integer(1, 1_000_000)
    .default(600)
    .describe("Such pages of all creators together, over all replicas."),
  STRIPE_SWEEP_SECONDS: seconds(3_600)
    .default(60)
    .describe("Silent payouts and accounts are asked about this often."),
  STRIPE_RETRY_SECONDS: seconds(86_400)
    .default(60)
    .describe("An attempt that Stripe refused for now is made again after this."),
  STRIPE_OPENING_BALANCE_CENTS: z.coerce
    .bigint()
    .optional()
    .describe(
      "What was on the platform's Stripe balance before the books began; without it they can't be compared, which freezes payouts after INTEGRITY_STALE_MINUTES.",
    ),
  ATTEMPT_UNKNOWN_RETRY_SECONDS: seconds(300)
    .default(2)
    .describe("An attempt of unknown outcome is asked about again after this."),
  ATTEMPT_LEASE_SECONDS: seconds(600)
    .default(30)
    .describe("Must outlast one question to Stripe with the lookup before it; a crash costs this long."),
  INTEGRITY_INTERVAL_SECONDS: integer(5, 86_400).default(300).describe("The books are checked this often."),
  INTEGRITY_STALE_MINUTES: integrityStaleMinutes,
};

export type Config = z.infer<z.ZodObject<typeof variables>>;
