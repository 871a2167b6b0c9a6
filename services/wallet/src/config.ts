import { MAX_AMOUNT } from "@metercast/money";
import { commonConfig, integer, postgresUrl, readConfig, z } from "@metercast/runtime";
import { PLATFORM_ACCOUNTS, type PlatformAccount } from "./domain/account.ts";
import type { PlatformClients } from "./domain/platform-client.ts";

const account = z.enum(Object.keys(PLATFORM_ACCOUNTS) as [PlatformAccount, ...PlatformAccount[]]);

const rule = z
  .strictObject({
    direction: z.enum(["credit", "debit"]),
    asset: z.enum(["TOKEN", "USD"]),
    counterpart: account,
    max_amount: z.coerce.bigint().positive().max(MAX_AMOUNT),
  })
  .refine(
    ({ asset, counterpart }) => PLATFORM_ACCOUNTS[counterpart] === asset,
    "the counterpart has another asset",
  )
  .transform(({ max_amount: maxAmount, ...rest }) => ({ ...rest, maxAmount }));

/** {"<client>": {"<REFERENCE_TYPE>": {"direction", "asset", "counterpart", "max_amount"}}}; nobody may do anything by default. */
const platformClients = z
  .string()
  .default("{}")
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON" });
      return z.NEVER;
    }
  })
  .pipe(
    z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), z.record(z.string().regex(/^[A-Z][A-Z_]{0,39}$/), rule)),
  );

const shape = {
  ...commonConfig,
  WALLET_DATABASE_URL: postgresUrl,
  GRPC_PORT: integer(0, 65_535).default(7_101),
  ADMIN_PORT: integer(0, 65_535).default(8_101),
  DATABASE_CONNECTIONS: integer(2, 100).default(8),
  // Two batches in flight keep Postgres busy while one commits; more only wait for the same creators.
  MINUTES_CONCURRENCY: integer(1, 8).default(2),
  LOW_BALANCE_TOKENS: integer(1, 1_000_000).default(10),
  INTEGRITY_INTERVAL_SECONDS: integer(5, 86_400).default(300),
  PLATFORM_CLIENTS: platformClients,
};

export type Config = ReturnType<typeof readWalletConfig>;

export function readWalletConfig(env: NodeJS.ProcessEnv) {
  const { PLATFORM_CLIENTS, ...rest } = readConfig(shape, env);
  return { ...rest, PLATFORM_CLIENTS: PLATFORM_CLIENTS as PlatformClients };
}
