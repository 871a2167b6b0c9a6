import { connectBroker, ensureStream, purge, type Relay, startRelay } from "@metercast/outbox";
import { integrityMetrics, waitForSchema } from "@metercast/postgres";
import type { RailName } from "@metercast/rails";
import { openRails, stripeNotice } from "@metercast/rails/server";
import {
  integrityStaleMs,
  type Job,
  type Logger,
  startJob,
  stopJobs,
  systemClock,
  type Wired,
} from "@metercast/runtime";
import {
  HANDLED_STRIPE_EVENTS,
  openStripe,
  SPENT_BUDGETS,
  startStripeInbox,
  takeFromBudgets,
} from "@metercast/stripe";
import { usBanks } from "./adapters/calendar/us-banks.ts";
import { connectBilling, grpcAudience } from "./adapters/grpc/billing.ts";
import { startWithdrawalsServer } from "./adapters/grpc/server.ts";
import { connectWallet, grpcWallet } from "./adapters/grpc/wallet.ts";
import { startWalletConsumers } from "./adapters/nats/wallet-events.ts";
import { type Database, openDatabase } from "./adapters/postgres/database.ts";
import { postgresFigures, postgresRailFigures } from "./adapters/postgres/figures.ts";
import { postgresIntegrity } from "./adapters/postgres/integrity.ts";
import { postgresMinimums } from "./adapters/postgres/minimums.ts";
import { HANDLED_RAIL_EVENTS, postgresRailEvents } from "./adapters/postgres/rail-events.ts";
import { postgresStore } from "./adapters/postgres/store.ts";
import { postgresStripeCursor } from "./adapters/postgres/stripe-cursor.ts";
import { stripeBalance } from "./adapters/stripe/balance.ts";
import { refusalMetrics, runMetrics, withdrawalMetrics } from "./adapters/telemetry/metrics.ts";
import type { Config } from "./config.ts";
import type { RailHealth } from "./domain/rail-state.ts";
import type { Audience } from "./ports/audience.ts";
import { applyDecisions } from "./usecases/apply-decisions.ts";
import { autoApprove } from "./usecases/auto-approve.ts";
import { currentIntegrity, integrityChecks, watchChecks } from "./usecases/check-integrity.ts";
import { checkRails } from "./usecases/check-rails.ts";
import { completePlacing } from "./usecases/complete-placing.ts";
import type { ActPorts } from "./usecases/execute-act.ts";
import { executeResolution } from "./usecases/execute-resolution.ts";
import { executeGiveBack } from "./usecases/give-back.ts";
import { handleRailNotice } from "./usecases/handle-rail-notice.ts";
import { pay } from "./usecases/pay.ts";
import { sweepAccounts } from "./usecases/read-account.ts";
import { refreshFacts } from "./usecases/read-facts.ts";
import { handleRailEvents } from "./usecases/receive-rail-webhook.ts";
import { type FindingsReport, reportFindings } from "./usecases/report-findings.ts";
import { runSchedules } from "./usecases/run-schedules.ts";
import { executeAutoApproval } from "./usecases/set-auto-approval.ts";
import { sweepActs } from "./usecases/sweep-acts.ts";

const SECOND_MS = 1_000;
/** One cheap call a rail. */
const CHECK_RAILS_MS = 60_000;
/** Notices checks that hang. */
const WATCH_CHECKS_MS = 30_000;
/** Old rows grow slowly; a run a minute keeps them few. */
const PURGE_MS = 60_000;
/** A creator whom a policy serves waits this long at most. */
const AUTO_APPROVE_MS = 3_000;
/** How soon the job executes what a crash left, and expires what nobody confirmed. */
const SWEEP_ACTS_MS = 10_000;

/** The one file that knows every adapter. */
export async function wire(config: Config, log: Logger): Promise<Wired> {
  const database = openDatabase(config.WITHDRAWALS_DATABASE_URL, config.DATABASE_CONNECTIONS);
  await waitForSchema(database, new URL("../prisma/migrations", import.meta.url), log);
  const broker = await connectBroker(config.NATS_URL, "withdrawals", log, {
    replicas: config.NATS_STREAM_REPLICAS,
    scale: config.NATS_STREAM_SCALE,
  });
  for (const stream of ["WITHDRAWALS", "WALLET"] as const) await ensureStream(broker, stream);
  const relay = startRelay({ service: "withdrawals", sql: database, broker, log });
  const walletWaitMs = config.WALLET_WAIT_SECONDS * 1_000;
  // A creator waits for the hold. The completer finishes a call that takes longer.
  const walletCaller = connectWallet(config.WALLET_GRPC_ADDRESS, walletWaitMs);
  const billingCaller =
    config.BILLING_GRPC_ADDRESS === undefined
      ? undefined
      : connectBilling(config.BILLING_GRPC_ADDRESS, walletWaitMs);
  const audience = billingCaller && grpcAudience(billingCaller);
  const ports = wirePorts(config, log, database, relay, { wallet: grpcWallet(walletCaller), audience });
  if (ports.stripeBalance) await ports.cursor.begin();

  const jobs = startJobs(config, ports);
  const { payer } = jobs;
  const inbox = startStripeInbox({
    sql: database,
    secrets: config.STRIPE_WEBHOOK_SECRETS,
    handle: (event) => handleRailNotice({ ...ports, payer }, "stripe", stripeNotice(event)),
    log,
  });
  const server = await startWithdrawalsServer(
    {
      ...ports,
      payer,
      walletWaitMs,
      currentIntegrity: () => currentIntegrity(ports),
      railInbox: jobs.railInbox,
      receiveWebhook: (payload, signature) => inbox.receive(payload, signature),
      mayOnboard: (creatorId) =>
        takeFromBudgets(database, [
          { scope: `onboarding:${creatorId}`, perMinute: config.ONBOARDINGS_PER_CREATOR_PER_MINUTE },
          { scope: "onboarding", perMinute: config.ONBOARDINGS_PER_MINUTE },
        ]),
    },
    { port: config.GRPC_PORT, maxConnectionAgeSeconds: config.GRPC_MAX_CONNECTION_AGE_SECONDS, log },
  );
  const consumers = startWalletConsumers({ ...ports, payer, broker });
  const others = [
    startJob({
      name: "purge",
      everyMs: PURGE_MS,
      log,
      run: () => purge(database, [HANDLED_STRIPE_EVENTS, HANDLED_RAIL_EVENTS, SPENT_BUDGETS]),
    }),
    withdrawalMetrics(log, postgresFigures(database)),
    integrityMetrics(log, () => ports.integrity.last()),
    inbox,
  ];
  return {
    checks: { postgres: () => database.$queryRawUnsafe("SELECT 1"), nats: () => broker.ready() },
    drain: [
      { name: "jobs", stop: () => stopJobs([...jobs.all, ...others]) },
      { name: "consumers", stop: () => consumers.stop() },
      { name: "grpc", stop: () => server.drain() },
      { name: "relay", stop: () => relay.stop() },
      { name: "nats", stop: () => broker.close() },
      { name: "wallet", stop: async () => walletCaller.close() },
      { name: "billing", stop: async () => billingCaller?.close() },
      { name: "postgres", stop: () => database.$disconnect() },
    ],
  };
}

type Ports = ReturnType<typeof wirePorts>;

function wirePorts(
  config: Config,
  log: Logger,
  database: Database,
  relay: Relay,
  { wallet, audience }: { wallet: ReturnType<typeof grpcWallet>; audience: Audience | undefined },
) {
  const store = postgresStore(database, relay);
  const clock = systemClock;
  const ports = {
    store,
    relay,
    wallet,
    audience,
    clock,
    log,
    rails: openRails(config, { log, countRefusalOf: refusalMetrics() }),
    stripeBalance: wireStripeBalance(config),
    integrity: postgresIntegrity(database),
    cursor: postgresStripeCursor(database),
    minimums: postgresMinimums(database),
    openingCents: config.STRIPE_OPENING_BALANCE_CENTS,
    staleMs: integrityStaleMs(config),
    maxPayoutMethods: config.MAX_PAYOUT_METHODS_PER_CREATOR,
    methodLockHours: config.PAYOUT_METHOD_LOCK_HOURS,
    railEvents: postgresRailEvents(database),
    railHealth: new Map<RailName, RailHealth>(),
    railFigures: postgresRailFigures(database),
    settings: {
      minimumCents: config.WITHDRAWAL_MINIMUM_CENTS,
      secondApprovalAboveCents: config.SECOND_APPROVAL_ABOVE_CENTS,
      completeAfterSeconds: config.COMPLETE_AFTER_SECONDS,
    },
    ...runMetrics(),
    banks: usBanks,
    report: (report: FindingsReport) => reportFindings({ store, clock }, report),
  };
  return { ...ports, checkIntegrity: integrityChecks(ports), dualControl: wireDualControl(config, ports) };
}

/** Without a key there is no Stripe to compare the books with. */
function wireStripeBalance(config: Config) {
  if (config.STRIPE_SECRET_KEY === undefined) return undefined;
  return stripeBalance(
    openStripe({
      secretKey: config.STRIPE_SECRET_KEY,
      baseUrl: config.STRIPE_API_BASE_URL,
      timeoutMs: config.STRIPE_TIMEOUT_SECONDS * 1_000,
    }),
  );
}

/**
 * Kinds of acts that this service executes itself have their executor here; the gateway executes the
 * others.
 */
function wireDualControl(
  config: Config,
  ports: Pick<ActPorts, "store" | "clock" | "log"> & { relay: Relay },
): ActPorts {
  return {
    ...ports,
    executors: {
      give_back: executeGiveBack(ports),
      auto_approval: executeAutoApproval(ports),
      resolve_with_creator: executeResolution(ports),
      resolve_with_platform: executeResolution(ports),
    },
    limits: {
      secondAboveCents: config.SECOND_APPROVAL_ABOVE_CENTS,
      adminDayAboveCents: config.ADMIN_SECOND_ABOVE_CENTS_PER_DAY,
      tokenPriceCents: config.TOKEN_PRICE_CENTS,
      tokenCeilingCents: config.TOKEN_CEILING_CENTS,
      marginFloorPercent: config.RATE_MARGIN_FLOOR_PERCENT,
    },
    expiryHours: config.ACT_EXPIRY_HOURS,
  };
}

function startJobs(config: Config, ports: Ports): { payer: Job; railInbox: Job; all: Job[] } {
  const { log } = ports;
  const settings = {
    sweepSeconds: config.STRIPE_SWEEP_SECONDS,
    retrySeconds: config.STRIPE_RETRY_SECONDS,
    unknownRetrySeconds: config.ATTEMPT_UNKNOWN_RETRY_SECONDS,
    leaseSeconds: config.ATTEMPT_LEASE_SECONDS,
  };
  const startedAt = new Date();
  const job = (name: string, everyMs: number, run: () => Promise<unknown>) =>
    startJob({ name, everyMs, log, run });
  const payer = job("pay", SECOND_MS, () => pay({ ...ports, settings }));
  const railInbox = job("handle_rail_events", SECOND_MS, () => handleRailEvents({ ...ports, payer }));
  const all = [
    payer,
    railInbox,
    job("run_schedules", SECOND_MS, () => runSchedules(ports)),
    job("auto_approve", AUTO_APPROVE_MS, () => autoApprove(ports)),
    job("apply_decisions", SECOND_MS, () => applyDecisions(ports)),
    job("refresh_facts", SECOND_MS, () => refreshFacts(ports)),
    job("complete_placing", SECOND_MS, () => completePlacing(ports)),
    job("check_rails", CHECK_RAILS_MS, () => checkRails(ports)),
    job("sweep_acts", SWEEP_ACTS_MS, () => sweepActs(ports.dualControl)),
    job("sweep_accounts", config.STRIPE_SWEEP_SECONDS * SECOND_MS, () => sweepAccounts(ports)),
    job("check_integrity", config.INTEGRITY_INTERVAL_SECONDS * SECOND_MS, async () => {
      const run = await ports.checkIntegrity();
      if (!run.ok) log.error({ checks: run.checks.filter(({ ok }) => !ok) }, "THE CHECKS FAIL");
    }),
    job("watch_checks", WATCH_CHECKS_MS, () => watchChecks(ports, startedAt)),
  ];
  return { payer, railInbox, all };
}
