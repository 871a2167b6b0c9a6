import {
  commonConfig,
  grpcAddress,
  InvalidConfig,
  integer,
  postgresUrl,
  secret,
  z,
} from "@metercast/runtime";
import { identityVariables, readIdentity } from "./identity-config.ts";

/** "https://app.example,http://localhost:5173": exactly as browsers send them. */
const origins = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  )
  .refine(
    (list) => list.every((one) => /^https?:/.test(one) && URL.canParse(one) && new URL(one).origin === one),
    "must be origins such as https://app.example, separated by commas, without a path and without *",
  );

/** Every variable that gateway reads, with what it means. */
export const variables = {
  ...commonConfig,
  PORT: integer(0, 65_535).default(8_080).describe("Serves the API and the console."),
  HTTP_LISTEN_HOST: z
    .string()
    .optional()
    .describe(
      "The address that `PORT` listens on. Without it `::`, which is every IPv4 and IPv6 address; with `DEMO=1` the loopback address only.",
    ),
  ADMIN_PORT: integer(0, 65_535).default(9_080).describe("Serves `/healthz`, `/readyz` and `/metrics`."),
  GATEWAY_DATABASE_URL: secret(postgresUrl, "The database, with the role `metercast_gateway`."),
  DATABASE_CONNECTIONS: integer(1, 100).default(5).describe("Connections to Postgres."),
  BILLING_GRPC_ADDRESS: grpcAddress.describe("`host:port` of billing, or `dns:///host:port`."),
  WALLET_GRPC_ADDRESS: grpcAddress.describe("`host:port` of wallet, or `dns:///host:port`."),
  WITHDRAWALS_GRPC_ADDRESS: grpcAddress
    .optional()
    .describe(
      "The same of withdrawals. Without it nobody can ask for money: those routes say 503, everything else works.",
    ),
  NOTIFICATIONS_GRPC_ADDRESS: grpcAddress
    .optional()
    .describe(
      "The same of notifications. Without it inboxes, preferences and webhook endpoints say 503; everything else works.",
    ),
  GRPC_DEADLINE_MS: integer(100, 30_000)
    .default(5_000)
    .describe("A call that takes longer is one whose client has given up."),
  ...identityVariables,
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "Where people find this API; what Stripe's pages lead back to where the request names nothing else. Without it they lead to the loopback address only.",
    ),
  RETURN_URL_ORIGINS: origins.describe(
    "Further origins that a `return_url` may name, besides those of `PUBLIC_URL` and `CORS_ORIGINS`: `https://app.example`, more after commas.",
  ),
  CORS_ORIGINS: origins.describe(
    "Origins whose pages may call the API from a browser: `https://app.example`, more after commas. Never with cookies.",
  ),
  LIVEKIT_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The key that LiveKit signs its webhooks with; needs the next one. Without both `POST /webhooks/livekit` refuses everything.",
    ),
  LIVEKIT_API_SECRET: secret(z.string().optional(), "The secret of that key."),
  MEDIA_END_GRACE_SECONDS: integer(0, 3_600)
    .default(30)
    .describe(
      "How long a stream goes on after LiveKit closed its room, or its creator left it, and nobody came back.",
    ),
  PRESENCE_FLUSH_MS: integer(1, 250)
    .default(5)
    .describe(
      "Presence reports are packed for this long, and heartbeats wait for it. The contract's promise is 250 ms; most of it is for the broker.",
    ),
  PRESENCE_BUFFER_SIGHTINGS: integer(1_000, 2_000_000)
    .default(200_000)
    .describe(
      "Presence reports kept while the broker is away, 100 bytes each. What is lost of half an hour of a hundred thousand viewers heals.",
    ),
  RATE_LIMIT_ADDRESS_PER_MINUTE: integer(0, 100_000_000)
    .default(60_000)
    .describe("Requests of one address to one replica, against floods; 0: no limit."),
  RATE_LIMIT_SUBJECT_PER_MINUTE: integer(0, 100_000_000)
    .default(6_000)
    .describe("Requests of one person to one replica; reports count for several. 0: no limit."),
  MAX_IDEMPOTENCY_KEYS_PER_USER: integer(10, 1_000_000)
    .default(20_000)
    .describe(
      "Idempotency-Keys of one person that are kept at once, each for 24 hours with its answer (1 kB): more than a player that sends one with every heartbeat needs.",
    ),
  RATE_LIMIT_WEBHOOK_FAILURES_PER_MINUTE: integer(0, 1_000_000)
    .default(60)
    .describe(
      "Webhooks with a wrong signature that one address may send to one replica, and a tenth of what all may; then they are not read. Right ones are never counted. 0: no limit.",
    ),
  TRUSTED_PROXIES: integer(0, 10)
    .default(0)
    .describe(
      "Proxies of our own in front, each adding to `X-Forwarded-For`: otherwise all requests are from the nearest one's address.",
    ),
  HTTP_CONNECTIONS: integer(10, 1_000_000)
    .default(20_000)
    .describe("Connections of one replica; event streams are among them."),
  HTTP_CONNECTIONS_PER_ADDRESS: integer(0, 1_000_000)
    .default(1_000)
    .describe(
      "Connections of one address to one replica, and with `TRUSTED_PROXIES` its requests at once; event streams are among them. A carrier's address may stand for hundreds of people. 0: no limit.",
    ),
  SSE_CONNECTIONS: integer(1, 100_000).default(10_000).describe("Open event streams of one replica."),
  SSE_CONNECTIONS_PER_USER: integer(1, 1_000).default(10).describe("Open event streams of one person."),
  SSE_HEARTBEAT_SECONDS: integer(1, 60)
    .default(15)
    .describe("An idle event stream shows that it lives this often."),
  LOW_BALANCE_TOKENS: integer(1, 1_000_000)
    .default(10)
    .describe("The wallet's own limit for `wallet.balance.low.v1`: give both the same."),
  WITHDRAWAL_MINIMUM_CENTS: integer(1, 100_000_000)
    .default(5_000)
    .describe("The limit that withdrawals enforces, as it is shown: give both the same."),
  TOKEN_PRICE_CENTS: z.coerce
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe("What a token brings in; without it margins are not known."),
  PERSON_RETENTION_DAYS: integer(0, 36_500)
    .default(0)
    .describe(
      "What tokens said of a person (name, address, roles) is deleted when nobody has seen the person for so many days, and notes about people when they are so old. 0: kept until an admin erases the person.",
    ),
  CONSOLE_FOLDER: z
    .string()
    .default("apps/console/dist")
    .describe(
      "The built console, seen from the repository's root; where it is missing the API alone answers.",
    ),
  OIDC_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe(
      "How the console signs people in at `AUTH_ISSUER`: OpenID Connect with PKCE, as this public client. Without it the console offers no sign-in.",
    ),
  OIDC_SCOPE: z
    .string()
    .min(1)
    .default("openid profile email")
    .describe("What the console's sign-in asks for."),
  METER_MINUTE_SECONDS: integer(1, 3_600).default(60).describe("Length of a billed minute."),
};

export type Config = ReturnType<typeof derive>;

/**
 * Adds the identity settings, and checks variables against each other.
 * @throws InvalidConfig where no token could be accepted, or a secret is easy to guess
 */
export function derive(config: z.infer<z.ZodObject<typeof variables>>) {
  const identity = readIdentity(config);
  if (config.DEMO === "1" && identity.secret === undefined)
    throw new InvalidConfig("configuration: AUTH_JWT_SECRET: needed with DEMO=1, which signs tokens");
  if (
    config.DEMO === "1" &&
    !(config.AUTH_USER_CLAIM === "sub" && identity.claims.rolesClaims.includes("roles"))
  )
    throw new InvalidConfig(
      "configuration: AUTH_USER_CLAIM, AUTH_ROLES_CLAIM: DEMO=1 signs tokens with sub and roles, and needs both to be read",
    );
  if (config.OIDC_CLIENT_ID !== undefined && identity.issuers.length === 0)
    throw new InvalidConfig(
      "configuration: OIDC_CLIENT_ID: needs AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE",
    );
  if ((config.LIVEKIT_API_KEY === undefined) !== (config.LIVEKIT_API_SECRET === undefined))
    throw new InvalidConfig("configuration: LIVEKIT_API_KEY, LIVEKIT_API_SECRET: one needs the other");
  return { ...config, identity };
}
