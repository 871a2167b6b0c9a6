import { MAX_AMOUNT } from "@metercast/money";
import {
  commonConfig,
  integer,
  integrityStaleMinutes,
  maxConnectionAgeSeconds,
  postgresUrl,
  secret,
  z,
} from "@metercast/runtime";
import { PLATFORM_ACCOUNTS, type PlatformAccount } from "./domain/account.ts";
import { CLAWBACK_POLICIES } from "./domain/clawback.ts";
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
  )
  .transform((clients): PlatformClients => clients);

/** Every variable that wallet reads, with what it means. */
export const variables = {
  ...commonConfig,
  WALLET_DATABASE_URL: secret(postgresUrl, "The database, with the role `metercast_wallet`."),
  GRPC_PORT: integer(0, 65_535).default(7_101).describe("Serves `wallet.v1.WalletService`."),
  GRPC_MAX_CONNECTION_AGE_SECONDS: maxConnectionAgeSeconds,
  ADMIN_PORT: integer(0, 65_535).default(8_101).describe("Serves `/healthz`, `/readyz` and `/metrics`."),
  DATABASE_CONNECTIONS: integer(2, 100).default(8).describe("Connections to Postgres."),
  MINUTES_CONCURRENCY: integer(1, 8)
    .default(2)
    .describe(
      "Batches of minutes in flight. Two keep Postgres busy while one commits; more only wait for the same creators.",
    ),
  LOW_BALANCE_TOKENS: integer(1, 1_000_000)
    .default(10)
    .describe("Below this a viewer's balance is low, and `wallet.balance.low.v1` is sent."),
  EARNINGS_HOLD_DAYS: integer(0, 180)
    .default(0)
    .describe(
      "A day's earnings (UTC) can be withdrawn so many days after its end, until an admin sets an earnings policy. 0: at once.",
    ),
  LEDGER_PARTITION_HOURS: integer(1, 744)
    .default(168)
    .describe(
      "Length of a partition of the viewers' minutes that is made from now on. A week makes fifty a year, which pages of old entries can look through; who posts millions of lines a day takes 24, so that the checks read less.",
    ),
  LEDGER_CLOSE_AFTER_DAYS: integer(1, 365)
    .default(8)
    .describe(
      "A partition is closed so long after its end: verified, summed up, and no line can come into it any more. More than the 7 days that a replay of billing's outbox reaches back.",
    ),
  LEDGER_RETENTION_DAYS: integer(0, 36_500)
    .default(0)
    .describe(
      "Closed partitions that ended so long ago are detached, for the operator to archive. 0: never, because only the platform knows for how long its law wants its books; 30 at the least.",
    ),
  CLAWBACK_POLICY: z
    .enum(CLAWBACK_POLICIES)
    .default("recover")
    .describe(
      "Who bears a refund or dispute of tokens that were spent. `absorb`: the platform. `recover`: the creators whose minutes the tokens paid, as far as they still have the money, from their reserve, then from their balance. `share`: the same for a part of it. `pass_on`: the creators, and what they don't have becomes a debt that later earnings pay. A change counts for later refunds and disputes.",
    ),
  CLAWBACK_SHARE_PERCENT: integer(1, 99)
    .default(50)
    .describe("With `share`: the part of the minutes' earnings that creators bear."),
  INTEGRITY_INTERVAL_SECONDS: integer(5, 86_400).default(300).describe("The books are checked this often."),
  INTEGRITY_STALE_MINUTES: integrityStaleMinutes,
  PLATFORM_CLIENTS: platformClients.describe(
    'What platform services may ask for, as JSON: `{"<client>":{"<REFERENCE_TYPE>":{"direction","asset","counterpart","max_amount"}}}`; nobody may do anything by default.',
  ),
  PLATFORM_CLIENT_REQUESTS_PER_SECOND: integer(1, 10_000)
    .default(100)
    .describe(
      "Requests of one platform client that one replica of the wallet handles in a second; what comes faster waits in the client's own stream.",
    ),
};

export type Config = z.infer<z.ZodObject<typeof variables>>;
