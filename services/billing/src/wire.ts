import { randomUUID } from "node:crypto";
import { type Broker, connectBroker, ensureStream, purge, startRelay } from "@metercast/outbox";
import { waitForSchema } from "@metercast/postgres";
import { systemClock as clock, type Logger, startJob, stopJobs, type Wired } from "@metercast/runtime";
import {
  HANDLED_STRIPE_EVENTS,
  openStripe,
  SPENT_BUDGETS,
  startStripeInbox,
  takeFromBudgets,
} from "@metercast/stripe";
import { peers } from "./adapters/grpc/billing.ts";
import { startBillingServer } from "./adapters/grpc/server.ts";
import { topUpWalletClient, walletClient } from "./adapters/grpc/wallet.ts";
import { readLog } from "./adapters/nats/log-reader.ts";
import { caseStore } from "./adapters/postgres/cases.ts";
import { type Database, openDatabase } from "./adapters/postgres/database.ts";
import { dueMinutesOutbox } from "./adapters/postgres/due-minutes-outbox.ts";
import { meteredSessions } from "./adapters/postgres/metered-sessions.ts";
import { moneyMoveStore } from "./adapters/postgres/money-moves.ts";
import { sessionEnds } from "./adapters/postgres/session-ends.ts";
import { shardLeases } from "./adapters/postgres/shard-leases.ts";
import { spendingReads, spendingReports } from "./adapters/postgres/spending.ts";
import { postgresStore } from "./adapters/postgres/store.ts";
import { topUpStore } from "./adapters/postgres/top-ups.ts";
import { viewerCaseStore } from "./adapters/postgres/viewer-cases.ts";
import { eventsBetween, objectIdOf, readEvent } from "./adapters/stripe/events.ts";
import { stripePayments } from "./adapters/stripe/payments.ts";
import { meterMetrics } from "./adapters/telemetry/metrics.ts";
import { topUpMetrics } from "./adapters/telemetry/top-up-metrics.ts";
import type { Config } from "./config.ts";
import { JOINING_TIMEOUT_MS } from "./domain/join.ts";
import { coversCosts } from "./domain/top-up.ts";
import type { Relay } from "./ports/relay.ts";
import type { Store } from "./ports/store.ts";
import type { StripeEvents } from "./ports/stripe-events.ts";
import type { Wallet } from "./ports/wallet.ts";
import { finishEndedStreams } from "./usecases/end-stream.ts";
import { ensurePlatformRate } from "./usecases/ensure-platform-rate.ts";
import { BillingDesk } from "./usecases/meter/billing-desk.ts";
import { logOpened, ShardOwners } from "./usecases/meter/lease-shards.ts";
import { Meter } from "./usecases/meter/meter.ts";
import { readPresence, UnknownSessions } from "./usecases/meter/read-presence.ts";
import { readResults } from "./usecases/meter/read-results.ts";
import { runMeter } from "./usecases/meter/run-meter.ts";
import { newSweep } from "./usecases/meter/sweep-sessions.ts";
import { sessionEnded } from "./usecases/session-events.ts";
import { handleEvent, reviewEvent } from "./usecases/top-ups/handle-event.ts";
import { runTopUps } from "./usecases/top-ups/run-top-ups.ts";

const CLEAN_UP_EVERY_MS = 5_000;
const PURGE_EVERY_MS = 3_600_000;

/** Builds the service and starts it. */
export async function wire(config: Config, log: Logger): Promise<Wired> {
  const database = openDatabase(config.BILLING_DATABASE_URL, config.DATABASE_CONNECTIONS);
  await waitForSchema(database, new URL("../prisma/migrations", import.meta.url), log);
  const broker = await connectBroker(config.NATS_URL, "billing", log, {
    replicas: config.NATS_STREAM_REPLICAS,
    scale: config.NATS_STREAM_SCALE,
  });
  // Including the streams that billing only reads: the first service to start creates them.
  for (const name of ["BILLING", "PRESENCE", "WALLET"] as const) await ensureStream(broker, name);
  const relay = startRelay({ service: "billing", sql: database, broker, log });
  const wallet = walletClient(config.WALLET_GRPC_ADDRESS);
  const otherReplicas = peers();
  const store = postgresStore(database, relay);
  await ensurePlatformRate(
    { store, clock },
    {
      tokensPerMinute: config.TOKENS_PER_MINUTE,
      creatorCentsPerMinute: config.CREATOR_CENTS_PER_MINUTE,
    },
  );
  const metering = wireMeter(config, { log, database, broker, relay, wallet, store });
  const topUps = wireTopUps(config, { log, database, relay });
  const ports = {
    reports: spendingReports(database),
    ...topUps.ports,
    ...metering.ports,
    store,
    relay,
    peers: otherReplicas,
    viewerCases: viewerCaseStore(database, relay),
    maxCasesPerDay: config.MAX_CASES_PER_VIEWER_PER_DAY,
    maxLiveStreams: config.MAX_LIVE_STREAMS_PER_CREATOR,
    joining: {
      minuteMs: config.METER_MINUTE_SECONDS * 1_000,
      lostAfterMs: config.METER_LOST_AFTER_SECONDS * 1_000,
      maxOpenSessions: config.MAX_OPEN_SESSIONS_PER_VIEWER,
      silenceCarries: config.METER_SILENCE_CARRIES === "1",
    },
    // Joins and bills use the meter's wallet, top-ups have their own.
    wallet,
  };
  const jobs = [
    ...topUps.jobs,
    startJob({
      name: "drop_joining",
      everyMs: CLEAN_UP_EVERY_MS,
      log,
      run: () => store.sessions.dropJoining(clock.now() - JOINING_TIMEOUT_MS),
    }),
    startJob({
      name: "finish_ended_streams",
      everyMs: CLEAN_UP_EVERY_MS,
      log,
      run: () => finishEndedStreams(ports),
    }),
    startJob({
      name: "purge",
      everyMs: PURGE_EVERY_MS,
      log,
      run: () => purge(database, [HANDLED_STRIPE_EVENTS, SPENT_BUDGETS]),
    }),
  ];
  const server = await startBillingServer(ports, {
    port: config.GRPC_PORT,
    maxConnectionAgeSeconds: config.GRPC_MAX_CONNECTION_AGE_SECONDS,
    log,
  });
  return {
    checks: {
      postgres: () => database.$queryRawUnsafe("SELECT 1"),
      nats: () => broker.ready(),
      meter: async () => {
        if (!metering.ports.owners.known) throw new Error("the owners of the shards are not known yet");
      },
    },
    drain: [
      { name: "grpc", stop: () => server.drain() },
      { name: "logs", stop: metering.stopReading },
      { name: "meter", stop: () => metering.jobs.stop() },
      { name: "jobs", stop: () => stopJobs(jobs) },
      { name: "relay", stop: () => relay.stop() },
      { name: "broker", stop: () => broker.close() },
      { name: "clients", stop: async () => [wallet.close(), otherReplicas.close(), topUps.close()] },
      { name: "database", stop: () => database.$disconnect() },
    ],
  };
}

interface MeterParts {
  log: Logger;
  database: Database;
  broker: Broker;
  relay: Relay;
  wallet: Wallet;
  store: Store;
}

/** Opens both logs and starts the meter's jobs. */
function wireMeter(config: Config, { log, database, broker, relay, wallet, store }: MeterParts) {
  const metrics = meterMetrics();
  const meter = new Meter({ lostAfterMs: config.METER_LOST_AFTER_SECONDS * 1_000 }, clock, metrics);
  const rows = meteredSessions(database);
  const unknown = new UnknownSessions();
  const sweep = newSweep();
  const presence = readLog({
    broker,
    log,
    clock,
    type: "gateway.presence.seen.v1",
    handler: {
      opened: (from) => logOpened(meter, "presence", from),
      message: (message) => readPresence({ meter, rows, unknown, clock }, message),
    },
  });
  const results = readLog({
    broker,
    log,
    clock,
    type: "wallet.minutes.posted.v1",
    handler: {
      opened: (from) => logOpened(meter, "results", from),
      message: (message) => readResults({ meter }, message),
    },
  });
  const writing = { meter, rows, presence, replica: randomUUID() };
  const ports = {
    ...writing,
    results,
    outbox: dueMinutesOutbox(database),
    ends: sessionEnds(database, sessionEnded),
    leases: shardLeases(database),
    owners: new ShardOwners(),
    address: config.BILLING_ADVERTISE_ADDRESS ?? `127.0.0.1:${config.GRPC_PORT}`,
    desk: new BillingDesk({ ...writing, wallet }),
    wallet,
    store,
    spending: spendingReads(database),
    relay,
    clock,
    log,
    sweep,
    flushing: {},
    followed: {},
  };
  const jobs = runMeter(ports);
  metrics.observe(() => {
    const { backlog, atEndForMs } = presence.state();
    const since = (at: number) => (at === 0 ? 0 : Math.max(0, clock.now() - at) / 1_000);
    return {
      sessions: meter.table.size,
      unansweredMinutes: sweep.unanswered,
      oldestUnansweredSeconds: since(sweep.oldestDueAt),
      lagSeconds: atEndForMs > 0 ? 0 : since(meter.newestReportAt),
      backlog,
      shards: meter.shards.size,
    };
  });
  return { ports, jobs, stopReading: () => Promise.all([presence.stop(), results.stop()]) };
}

function wireTopUps(
  config: Config,
  { log, database, relay }: { log: Logger; database: Database; relay: Relay },
) {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_BASE_URL: baseUrl, TOKEN_PACKAGES: packages } = config;
  const [tokens, cents] = [BigInt(config.TOKENS_PER_MINUTE), BigInt(config.CREATOR_CENTS_PER_MINUTE)];
  for (const each of packages.filter((one) => !coversCosts(one, tokens, cents)))
    log.warn(
      { package: each.id },
      "costs no more than its minutes earn a creator: each one sold loses money",
    );
  const timeoutMs = config.STRIPE_TIMEOUT_SECONDS * 1_000;
  const sdk = secretKey ? openStripe({ secretKey, baseUrl, timeoutMs }) : undefined;
  const wallet = topUpWalletClient(config.WALLET_GRPC_ADDRESS);
  const ports = {
    packages,
    topUps: topUpStore(database, relay, config.MAX_OPEN_TOP_UPS_PER_VIEWER),
    budget: {
      take: (viewerId: string) =>
        takeFromBudgets(database, [
          { scope: `checkout:${viewerId}`, perMinute: config.CHECKOUTS_PER_VIEWER_PER_MINUTE },
          { scope: "checkout", perMinute: config.CHECKOUTS_PER_MINUTE },
        ]),
    },
    moves: moneyMoveStore(database),
    cases: caseStore(database),
    stripe: sdk && stripePayments(sdk),
    metrics: topUpMetrics(),
    clock,
    log,
    sweepMs: config.TOP_UP_SWEEP_SECONDS * 1_000,
    fetched: {},
  };
  const { stripe } = ports;
  const handling = stripe && { ...ports, stripe, wallet };
  const inbox = startStripeInbox({
    sql: database,
    secrets: config.STRIPE_WEBHOOK_SECRETS,
    objectIdOf,
    handle: handling && ((event, attempt) => handleEvent(handling, readEvent(event, attempt))),
    onFailure: (event, attempt, error) => reviewEvent(ports, readEvent(event, attempt), error),
    log,
  });
  const events: StripeEvents = {
    receive: (payload, signature) => inbox.receive(payload, signature),
    fetch: async (from, to) => (sdk ? inbox.store(await eventsBetween(sdk, from, to)) : 0),
  };
  const jobs = [inbox, ...runTopUps({ ...ports, events, wallet })];
  return { ports: { ...ports, events }, jobs, close: () => wallet.close() };
}
