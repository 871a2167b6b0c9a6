import {
  commonConfig,
  grpcAddress,
  InvalidConfig,
  integer,
  postgresUrl,
  readConfig,
  z,
} from "@metercast/runtime";

const shape = {
  ...commonConfig,
  PORT: integer(0, 65_535).default(8_080),
  ADMIN_PORT: integer(0, 65_535).default(9_080),
  GATEWAY_DATABASE_URL: postgresUrl,
  DATABASE_CONNECTIONS: integer(1, 100).default(5),
  BILLING_GRPC_ADDRESS: grpcAddress,
  WALLET_GRPC_ADDRESS: grpcAddress,
  // Without it nobody can ask for money: those routes say 503, everything else works.
  WITHDRAWALS_GRPC_ADDRESS: grpcAddress.optional(),
  // A call that takes longer is one whose client has given up.
  GRPC_DEADLINE_MS: integer(100, 30_000).default(5_000),
  AUTH_JWT_SECRET: z.string().optional(),
  AUTH_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  // Where people find this API; what Stripe's pages lead back to where the request names nothing else. Default: the address that was asked.
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DEMO: z.enum(["0", "1"]).default("0"),
  // The contract's promise is 250 ms; most of it is for the broker.
  PRESENCE_FLUSH_MS: integer(1, 250).default(50),
  // 100 bytes each: 20 MB, half an hour of a hundred thousand viewers' absence from the broker is lost in part and heals.
  PRESENCE_BUFFER_SIGHTINGS: integer(1_000, 2_000_000).default(200_000),
  SSE_CONNECTIONS: integer(1, 100_000).default(10_000),
  SSE_CONNECTIONS_PER_USER: integer(1, 1_000).default(10),
  SSE_HEARTBEAT_SECONDS: integer(1, 60).default(15),
  // The wallet's own limit for `wallet.balance.low.v1`.
  LOW_BALANCE_TOKENS: integer(1, 1_000_000).default(10),
  WITHDRAWAL_MINIMUM_CENTS: integer(1, 100_000_000).default(5_000),
  // What a token brings in, in cents; without it margins are not known.
  TOKEN_PRICE_CENTS: z.coerce.number().positive().max(100_000).optional(),
};

export type Config = ReturnType<typeof readGatewayConfig>;

const LEAST_SECRET_BYTES = 32;

/** @throws InvalidConfig also where nobody could be recognized, or a secret could be guessed. */
export function readGatewayConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = readConfig(shape, env);
  const { AUTH_JWT_SECRET: secret, AUTH_JWKS_URL: jwks } = config;
  if (secret !== undefined && Buffer.byteLength(secret) < LEAST_SECRET_BYTES)
    throw new InvalidConfig(`configuration: AUTH_JWT_SECRET: must have at least ${LEAST_SECRET_BYTES} bytes`);
  if (secret === undefined && jwks === undefined)
    throw new InvalidConfig(
      "configuration: AUTH_JWKS_URL or AUTH_JWT_SECRET: one of them is needed to know who is asking",
    );
  // Keys alone say that some issuer signed it; without these two a token for another application would open this one.
  if (jwks !== undefined && (config.AUTH_ISSUER === undefined || config.AUTH_AUDIENCE === undefined))
    throw new InvalidConfig("configuration: AUTH_ISSUER, AUTH_AUDIENCE: needed with AUTH_JWKS_URL");
  if (config.DEMO === "1" && secret === undefined)
    throw new InvalidConfig("configuration: AUTH_JWT_SECRET: needed with DEMO=1, which signs tokens");
  return config;
}
