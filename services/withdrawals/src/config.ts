import { MAX_AMOUNT } from "@metercast/money";
import { commonConfig, grpcAddress, integer, postgresUrl, readConfig, z } from "@metercast/runtime";

const cents = z.coerce.bigint().positive().max(MAX_AMOUNT);
const seconds = (max: number) => z.coerce.number().positive().max(max);

const shape = {
  ...commonConfig,
  WITHDRAWALS_DATABASE_URL: postgresUrl,
  WALLET_GRPC_ADDRESS: grpcAddress,
  GRPC_PORT: integer(0, 65_535).default(7_103),
  ADMIN_PORT: integer(0, 65_535).default(8_103),
  DATABASE_CONNECTIONS: integer(2, 100).default(8),
  WITHDRAWAL_MINIMUM_CENTS: cents.default(5_000n),
  SECOND_APPROVAL_ABOVE_CENTS: cents.default(1_000_000n),
  // A call to the wallet is over after its pool's and its transaction's longest time, 11 s: only then may its withdrawal be undone.
  COMPLETE_AFTER_SECONDS: seconds(600).default(12),
  // Without a key creators can be paid by hand only.
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  STRIPE_API_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  STRIPE_WEBHOOK_SECRETS: z.string().default(""),
  STRIPE_TIMEOUT_SECONDS: seconds(60).default(10),
  STRIPE_SWEEP_SECONDS: seconds(3_600).default(60),
  STRIPE_RETRY_SECONDS: seconds(86_400).default(60),
  // What was on the platform's Stripe balance before the books began; without it the books and Stripe are not compared.
  STRIPE_OPENING_BALANCE_CENTS: z.coerce.bigint().optional(),
  ATTEMPT_UNKNOWN_RETRY_SECONDS: seconds(300).default(2),
  // Must outlast one question to Stripe with the lookup before it; a crash costs this long.
  ATTEMPT_LEASE_SECONDS: seconds(600).default(30),
  INTEGRITY_INTERVAL_SECONDS: integer(5, 86_400).default(300),
};

export type Config = ReturnType<typeof readWithdrawalsConfig>;

export function readWithdrawalsConfig(env: NodeJS.ProcessEnv) {
  const { STRIPE_WEBHOOK_SECRETS, ...rest } = readConfig(shape, env);
  const secrets = STRIPE_WEBHOOK_SECRETS.split(",").map((secret) => secret.trim());
  return { ...rest, STRIPE_WEBHOOK_SECRETS: secrets.filter((secret) => secret !== "") };
}
