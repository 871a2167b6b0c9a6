import {
  commaList,
  commonConfig,
  grpcAddress,
  integer,
  maxConnectionAgeSeconds,
  postgresUrl,
  secret,
  z,
} from "@metercast/runtime";

/** A token must bring more than the creator gets for it: $2.64 at the default price of a minute. */
const DEFAULT_PACKAGES = [
  { id: "tokens_50", tokens: 50, cents: 15_000 },
  { id: "tokens_100", tokens: 100, cents: 29_500 },
  { id: "tokens_500", tokens: 500, cents: 145_000 },
];
/** Stripe takes up to $999,999.99 for one charge, and nothing under 50 cents. */
const packages = z
  .array(
    z.object({
      id: z.string().regex(/^[a-z0-9_]{1,64}$/),
      tokens: z.number().int().min(1).max(1_000_000).transform(BigInt),
      cents: z.number().int().min(50).max(99_999_999).transform(BigInt),
    }),
  )
  .min(1)
  .max(50)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "ids must differ");
const tokenPackages = z
  .string()
  .default(JSON.stringify(DEFAULT_PACKAGES))
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON" });
      return z.NEVER;
    }
  })
  .pipe(packages);

/** Every variable that billing reads, with what it means. */
export const variables = {
  ...commonConfig,
  GRPC_PORT: integer(0, 65_535).default(7102).describe("Serves `billing.v1.BillingService`."),
  GRPC_MAX_CONNECTION_AGE_SECONDS: maxConnectionAgeSeconds,
  ADMIN_PORT: integer(0, 65_535).default(8102).describe("Serves `/healthz`, `/readyz` and `/metrics`."),
  BILLING_DATABASE_URL: secret(postgresUrl, "The database, with the role `metercast_billing`."),
  DATABASE_CONNECTIONS: integer(2, 100)
    .default(8)
    .describe(
      "Connections to Postgres. Emission, flush and reads go side by side; more only wait for its processors.",
    ),
  WALLET_GRPC_ADDRESS: grpcAddress.describe("`host:port` of wallet, or `dns:///host:port`."),
  BILLING_ADVERTISE_ADDRESS: grpcAddress
    .optional()
    .describe(
      "Where other replicas of billing reach this one's gRPC port; without it, its own loopback address.",
    ),
  METER_MINUTE_SECONDS: integer(1, 3_600).default(60).describe("Length of a billed minute."),
  METER_LOST_AFTER_SECONDS: integer(1, 3_600)
    .default(45)
    .describe("Silence after which a viewer's session has ended `lost`."),
  MAX_LIVE_STREAMS_PER_CREATOR: integer(1, 100_000)
    .default(5)
    .describe("Streams that one creator may have live at once: the list of all begins with live ones."),
  METER_SILENCE_CARRIES: z
    .enum(["0", "1"])
    .default("1")
    .describe(
      "1: where a session was lost, the time from its last presence report to then counts when its viewer comes back to the creator within ten minutes.",
    ),
  MAX_OPEN_SESSIONS_PER_VIEWER: integer(1, 100)
    .default(3)
    .describe("Streams that a viewer may watch at once; each more is one more minute that may stay unpaid."),
  MAX_CASES_PER_VIEWER_PER_DAY: integer(1, 1_000)
    .default(5)
    .describe("Problems with charges that a viewer may report within 24 hours."),
  TOKENS_PER_MINUTE: integer(0, 1_000_000)
    .default(5)
    .describe(
      "What a minute costs in version 1 of the platform's rate card; later ones are set by an admin.",
    ),
  CREATOR_CENTS_PER_MINUTE: integer(0, 1_000_000)
    .default(1_320)
    .describe("What a paid minute earns its creator in version 1 of the platform's rate card."),
  STRIPE_SECRET_KEY: secret(
    z.string().min(1).optional(),
    "Stripe's restricted key for payments. Without it nothing can be bought; all else works.",
  ),
  STRIPE_API_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Of the local stand-in; without it Stripe itself."),
  STRIPE_WEBHOOK_SECRETS: secret(
    commaList,
    "Secrets of the payments endpoint, separated by commas; two while one is rotated.",
  ),
  STRIPE_TIMEOUT_SECONDS: integer(1, 60).default(10).describe("After this a call's outcome is unknown."),
  TOKEN_PACKAGES: tokenPackages.describe(
    'What is sold, as JSON: `[{"id":"tokens_50","tokens":50,"cents":15000}]`.',
  ),
  MAX_OPEN_TOP_UPS_PER_VIEWER: integer(1, 1_000)
    .default(10)
    .describe("Checkout sessions of a viewer that may still be paid; one more is refused."),
  CHECKOUTS_PER_VIEWER_PER_MINUTE: integer(1, 10_000)
    .default(30)
    .describe("Calls to Stripe for Checkout sessions that one viewer may cause in a minute."),
  CHECKOUTS_PER_MINUTE: integer(1, 1_000_000)
    .default(1_200)
    .describe("Such calls of all viewers together, over all replicas; Stripe itself takes 100 a second."),
  TOP_UP_SWEEP_SECONDS: integer(1, 3_600)
    .default(60)
    .describe("How old a silent top-up is when Stripe is asked about it first."),
};

export type Config = z.infer<z.ZodObject<typeof variables>>;
