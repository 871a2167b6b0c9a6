import { commonConfig, grpcAddress, integer, postgresUrl, readConfig } from "@metercast/runtime";

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
    },
    env,
  );

export type BillingConfig = ReturnType<typeof billingConfig>;
