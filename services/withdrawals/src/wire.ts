import {
  connectBroker,
  ensureStream,
  purge,
  SPENT_BUDGETS,
  startRelay,
  takeFromBudgets,
} from "@metercast/outbox";
import { integrityMetrics, waitForSchema } from "@metercast/postgres";
import { integrityStaleMs, type Logger, startJob, stopJobs, type Wired } from "@metercast/runtime";
import { startWithdrawalsServer } from "./adapters/grpc/server.ts";
import { manualPayouts } from "./adapters/manual/manual.ts";
import { startWalletConsumers } from "./adapters/nats/wallet-events.ts";
import { postgresActs } from "./adapters/postgres/acts.ts";
import { postgresAttempts } from "./adapters/postgres/attempts.ts";
import { type Database, openDatabase } from "./adapters/postgres/client.ts";
import { readFigures } from "./adapters/postgres/figures.ts";
import { postgresFreeze } from "./adapters/postgres/freeze.ts";
import { postgresIntegrity } from "./adapters/postgres/integrity.ts";
import { postgresMethods } from "./adapters/postgres/payout-methods.ts";
import { postgresLimits } from "./adapters/postgres/settings.ts";
import { postgresStripeCursor } from "./adapters/postgres/stripe-cursor.ts";
import { HANDLED_STRIPE_EVENTS, postgresStripeEvents } from "./adapters/postgres/stripe-events.ts";
import { postgresWithdrawals } from "./adapters/postgres/withdrawals.ts";
import { stripeOnboarding } from "./adapters/stripe/accounts.ts";
import { openStripe } from "./adapters/stripe/client.ts";
import { stripePayouts } from "./adapters/stripe/payouts.ts";
import { stripeView } from "./adapters/stripe/view.ts";
import { webhookReader } from "./adapters/stripe/webhooks.ts";
import { refusalMetrics, webhookMetrics, withdrawalMetrics } from "./adapters/telemetry/metrics.ts";
import { connectWallet, grpcWallet } from "./adapters/wallet/wallet.ts";
import type { Config } from "./config.ts";
import { type ActPorts, sweepActs } from "./usecases/acts.ts";
import { currentIntegrity, integrityChecks, watchRuns } from "./usecases/check-integrity.ts";
import { completePlacing } from "./usecases/complete-placing.ts";
import { executeGiveBack } from "./usecases/give-back.ts";
import { handleWebhooks } from "./usecases/handle-webhooks.ts";
import { pay } from "./usecases/pay.ts";
import { sweepAccounts } from "./usecases/payout-methods.ts";
import { executeResolve } from "./usecases/resolve.ts";

const EACH_SECOND_MS = 1_000;
/** Checks that hang are noticed by this one. */
const WATCH_MS = 30_000;
/** Old rows grow slowly; a look a minute keeps them few. */
const HOUSEKEEPING_MS = 60_000;
/** What a crash left is done, and what nobody confirmed in time expires, this soon. */
const ACTS_MS = 10_000;

/** The one place that knows every adapter. */
export async function wire(config: Config, log: Logger): Promise<Wired> {
  const database = openDatabase(config.WITHDRAWALS_DATABASE_URL, config.DATABASE_CONNECTIONS);
  const ping = () => database.$queryRawUnsafe("SELECT 1");
  await waitForSchema(database, new URL("../prisma/migrations", import.meta.url), log);
  const broker = await connectBroker(config.NATS_URL, "withdrawals", log, {
    replicas: config.NATS_STREAM_REPLICAS,
    scale: config.NATS_STREAM_SCALE,
  });
  for (const stream of ["WITHDRAWALS", "WALLET"] as const) await ensureStream(broker, stream);
  const walletCaller = connectWallet(
    config.WALLET_GRPC_ADDRESS,
    // A creator waits for the hold; what takes longer is unknown and the completer's.
    config.WALLET_WAIT_SECONDS * 1_000,
  );
  const relay = startRelay({ service: "withdrawals", sql: database, broker, log });
  const parts = {
    ...stores(database, config),
    ...stripeParts(config),
    wallet: grpcWallet(walletCaller),
    relay,
    openingCents: config.STRIPE_OPENING_BALANCE_CENTS,
    staleMs: integrityStaleMs(config),
    metrics: webhookMetrics(),
    log,
  };
  const ports = { ...parts, checkIntegrity: integrityChecks(parts) };
  if (ports.outside) await ports.cursor.begin();
  const loops = startJobs(config, log, ports);
  const { payer, worker } = loops;
  const dualControl = dualControlPorts(config, ports);
  const server = await startWithdrawalsServer({
    ...ports,
    currentIntegrity: () => currentIntegrity(ports, new Date()),
    payer,
    worker,
    dualControl,
    mayOnboard: (creatorId) =>
      takeFromBudgets(database, [
        { scope: `onboarding:${creatorId}`, perMinute: config.ONBOARDINGS_PER_CREATOR_PER_MINUTE },
        { scope: "onboarding", perMinute: config.ONBOARDINGS_PER_MINUTE },
      ]),
    settings: {
      minimumCents: config.WITHDRAWAL_MINIMUM_CENTS,
      secondApprovalAboveCents: config.SECOND_APPROVAL_ABOVE_CENTS,
      completeAfterSeconds: config.COMPLETE_AFTER_SECONDS,
    },
    walletWaitMs: config.WALLET_WAIT_SECONDS * 1_000,
    port: config.GRPC_PORT,
    maxConnectionAgeSeconds: config.GRPC_MAX_CONNECTION_AGE_SECONDS,
  });
  const consumers = startWalletConsumers({ ...ports, payer, broker });
  const jobs = [
    startJob({
      name: "sweep_acts",
      everyMs: ACTS_MS,
      log,
      run: () => sweepActs(dualControl, new Date()),
    }),
    startJob({
      name: "housekeeping",
      everyMs: HOUSEKEEPING_MS,
      log,
      run: () => purge(database, [HANDLED_STRIPE_EVENTS, SPENT_BUDGETS]),
    }),
    withdrawalMetrics(log, () => readFigures(database)),
    integrityMetrics(log, () => ports.integrity.last()),
    loops,
  ];

  return {
    checks: { postgres: ping, nats: () => broker.ready() },
    drain: [
      { name: "jobs", stop: () => stopJobs(jobs) },
      { name: "consumers", stop: () => consumers.stop() },
      { name: "grpc", stop: () => server.drain() },
      { name: "relay", stop: () => relay.stop() },
      { name: "nats", stop: () => broker.close() },
      { name: "wallet", stop: async () => walletCaller.close() },
      { name: "postgres", stop: () => database.$disconnect() },
    ],
  };
}

const stores = (database: Database, config: Config) => ({
  withdrawals: postgresWithdrawals(database),
  acts: postgresActs(database),
  attempts: postgresAttempts(database),
  methods: postgresMethods(database, config.MAX_PAYOUT_METHODS_PER_CREATOR),
  limits: postgresLimits(database),
  freeze: postgresFreeze(database),
  events: postgresStripeEvents(database),
  cursor: postgresStripeCursor(database),
  integrity: postgresIntegrity(database),
});

/** Without a key there is no Stripe: its methods answer `unavailable`, and what is to be paid by it waits for review. */
function stripeParts(config: Config) {
  const readWebhook = webhookReader(config.STRIPE_WEBHOOK_SECRETS);
  if (config.STRIPE_SECRET_KEY === undefined)
    return { readWebhook, onboarding: undefined, outside: undefined, adapters: { manual: manualPayouts } };
  const stripe = openStripe({
    secretKey: config.STRIPE_SECRET_KEY,
    baseUrl: config.STRIPE_API_BASE_URL,
    timeoutMs: config.STRIPE_TIMEOUT_SECONDS * 1_000,
  });
  const count = refusalMetrics();
  return {
    readWebhook,
    onboarding: stripeOnboarding(stripe, count),
    outside: stripeView(stripe),
    adapters: { stripe: stripePayouts(stripe, count), manual: manualPayouts },
  };
}

type Ports = ReturnType<typeof stores> &
  ReturnType<typeof stripeParts> & {
    wallet: ReturnType<typeof grpcWallet>;
    relay: { wake(): void };
    checkIntegrity: ReturnType<typeof integrityChecks>;
    metrics: ReturnType<typeof webhookMetrics>;
    staleMs: number;
    openingCents: bigint | undefined;
    log: Logger;
  };

/** Acts of a kind that this service does itself have their executor here; the gateway does the others. */
function dualControlPorts(config: Config, ports: Ports): ActPorts {
  return {
    acts: ports.acts,
    executors: {
      give_back: executeGiveBack(ports),
      resolve_with_creator: executeResolve(ports),
      resolve_with_platform: executeResolve(ports),
    },
    limits: {
      secondAboveCents: config.SECOND_APPROVAL_ABOVE_CENTS,
      adminDayAboveCents: config.ADMIN_SECOND_ABOVE_CENTS_PER_DAY,
      tokenPriceCents: config.TOKEN_PRICE_CENTS,
      tokenCeilingCents: config.TOKEN_CEILING_CENTS,
      marginFloorPercent: config.RATE_MARGIN_FLOOR_PERCENT,
    },
    expiryHours: config.ACT_EXPIRY_HOURS,
    log: ports.log,
  };
}

function startJobs(config: Config, log: Logger, ports: Ports) {
  const settings = {
    sweepSeconds: config.STRIPE_SWEEP_SECONDS,
    retrySeconds: config.STRIPE_RETRY_SECONDS,
    unknownRetrySeconds: config.ATTEMPT_UNKNOWN_RETRY_SECONDS,
    leaseSeconds: config.ATTEMPT_LEASE_SECONDS,
  };
  const startedAt = new Date();
  const job = (name: string, everyMs: number, run: () => Promise<unknown>) =>
    startJob({ name, everyMs, log, run });
  const payer = job("pay", EACH_SECOND_MS, () => pay(ports, settings));
  const worker = job("handle_webhooks", EACH_SECOND_MS, async () =>
    (await handleWebhooks({ ...ports, payer })) > 0 ? "again" : undefined,
  );
  const others = [
    job("complete_placing", EACH_SECOND_MS, () => completePlacing(ports, config.COMPLETE_AFTER_SECONDS)),
    job("sweep_accounts", config.STRIPE_SWEEP_SECONDS * 1_000, () => sweepAccounts(ports)),
    job("check_integrity", config.INTEGRITY_INTERVAL_SECONDS * 1_000, async () => {
      const run = await ports.checkIntegrity();
      if (!run.ok) log.error({ checks: run.checks.filter(({ ok }) => !ok) }, "THE CHECKS FAIL");
    }),
    job("watch_checks", WATCH_MS, () => watchRuns(ports, startedAt, new Date())),
  ];
  return { payer, worker, stop: () => stopJobs([payer, worker, ...others]) };
}
