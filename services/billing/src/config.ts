import { commonConfig, grpcAddress, integer, postgresUrl, readConfig, z } from "@metercast/runtime";

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
const commaList = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );

/** The configuration of billing, from the environment. */
export const billingConfig = (env?: NodeJS.ProcessEnv) =>
  readConfig(
    {
      ...commonConfig,
      GRPC_PORT: integer(0, 65_535).default(7102),
      ADMIN_PORT: integer(0, 65_535).default(8102),
      BILLING_DATABASE_URL: postgresUrl,
      /** Emission, flush and reads side by side; more only wait for Postgres' processors. */
      DATABASE_CONNECTIONS: integer(2, 100).default(8),
      WALLET_GRPC_ADDRESS: grpcAddress,
      /** Where other replicas of billing reach this one's gRPC port. */
      BILLING_ADVERTISE_ADDRESS: grpcAddress.optional(),
      METER_MINUTE_SECONDS: integer(1, 3_600).default(60),
      METER_LOST_AFTER_SECONDS: integer(1, 3_600).default(45),
      /** Version 1 of the platform's rate card; later ones are set by an admin. */
      TOKENS_PER_MINUTE: integer(0, 1_000_000).default(5),
      CREATOR_CENTS_PER_MINUTE: integer(0, 1_000_000).default(1_320),
      /** Without a key nothing can be bought; all else works. */
      STRIPE_SECRET_KEY: z.string().min(1).optional(),
      /** Of the local stand-in; without it Stripe itself. */
      STRIPE_API_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
      /** Of the payments endpoint only; two while one is rotated. */
      STRIPE_WEBHOOK_SECRETS: commaList,
      STRIPE_TIMEOUT_SECONDS: integer(1, 60).default(10),
      TOKEN_PACKAGES: tokenPackages,
      /** How old a silent top-up is when Stripe is asked about it first. */
      TOP_UP_SWEEP_SECONDS: integer(1, 3_600).default(60),
    },
    env,
  );

export type BillingConfig = ReturnType<typeof billingConfig>;
