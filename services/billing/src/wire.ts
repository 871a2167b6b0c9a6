import { randomUUID } from "node:crypto";
import { BILLING_CALLERS } from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import {
  type Broker,
  connectBroker,
  ensureStream,
  purge,
  SPENT_BUDGETS,
  startRelay,
  takeFromBudgets,
} from "@metercast/outbox";
import {
  type Logger,
  serveGrpc,
  startJob,
  stopJobs,
  systemClock,
  type Wired,
  waitForSchema,
} from "@metercast/runtime";
import { billingHandlers, type UseCases } from "./adapters/grpc/handlers.ts";
import { peers } from "./adapters/grpc/peers.ts";
import type { TopUpUseCases } from "./adapters/grpc/top-up-handlers.ts";
import { walletClient } from "./adapters/grpc/wallet.ts";
import { topUpWallet } from "./adapters/grpc/wallet-top-ups.ts";
import { readLog } from "./adapters/nats/log-reader.ts";
import { caseStore } from "./adapters/postgres/cases.ts";
import { type Database, openDatabase } from "./adapters/postgres/database.ts";
import { meterStore } from "./adapters/postgres/meter-store.ts";
import { moneyMoveStore } from "./adapters/postgres/money-moves.ts";
import { postgresStore } from "./adapters/postgres/store.ts";
import { HANDLED_STRIPE_EVENTS, stripeEventStore } from "./adapters/postgres/stripe-events.ts";
import { topUpStore } from "./adapters/postgres/top-ups.ts";
import { openStripe } from "./adapters/stripe/client.ts";
import { stripePayments } from "./adapters/stripe/payments.ts";
import { webhookReader } from "./adapters/stripe/webhooks.ts";
import { meterMetrics } from "./adapters/telemetry/metrics.ts";
import { topUpMetrics } from "./adapters/telemetry/top-up-metrics.ts";
import type { Config } from "./config.ts";
import { JOINING_TIMEOUT_MS } from "./domain/join.ts";
import { coversCosts } from "./domain/top-up.ts";
import type { Clock, MeterStore, Relay, Store, Wallet } from "./ports.ts";
import { type BillDeps, billSession, leaveSession } from "./usecases/bill-session.ts";
import { endStream, finishEndedStreams } from "./usecases/end-stream.ts";
import { joinStream } from "./usecases/join-stream.ts";
import { BillingDesk } from "./usecases/meter/billing-desk.ts";
import { commitEnds } from "./usecases/meter/commit-ends.ts";
import { emitMinutes } from "./usecases/meter/emit-minutes.ts";
import { endShort } from "./usecases/meter/end-short.ts";
import { type FlushDeps, flushRows, writeRows } from "./usecases/meter/flush-rows.ts";
import { followSessions } from "./usecases/meter/follow-sessions.ts";
import {
  type HoldDeps,
  holdPartitions,
  logOpened,
  Owners,
  releaseAll,
} from "./usecases/meter/hold-partitions.ts";
import { Meter } from "./usecases/meter/meter.ts";
import { readResults } from "./usecases/meter/read-results.ts";
import { readSightings } from "./usecases/meter/read-sightings.ts";
import { runMeter } from "./usecases/meter/run-meter.ts";
import { getForecast, getIntegrity, getSession, listSessions } from "./usecases/read-sessions.ts";
import { getStream, getStreams, listStreams } from "./usecases/read-streams.ts";
import { sessionEnded } from "./usecases/session-events.ts";
import { ensurePlatformRate, setRate } from "./usecases/set-rate.ts";
import { startStream } from "./usecases/start-stream.ts";
import { topUps } from "./usecases/top-ups/top-ups.ts";

const CLEAN_UP_EVERY_MS = 5_000;
const PURGE_EVERY_MS = 3_600_000;

const clock: Clock = systemClock;

interface Parts {
  config: Config;
  log: Logger;
  broker: Broker;
  wallet: Wallet;
  store: Store;
  meterStore: MeterStore;
  relay: Relay;
  meter: Meter;
  address: string;
}

/** Puts the service together and starts it. */
export async function wire(config: Config, log: Logger): Promise<Wired> {
  const database = openDatabase(config.BILLING_DATABASE_URL, config.DATABASE_CONNECTIONS);
  await waitForSchema(database, new URL("../prisma/migrations", import.meta.url), log);
  const broker = await connectBroker(config.NATS_URL, "billing", log, {
    replicas: config.NATS_STREAM_REPLICAS,
    scale: config.NATS_STREAM_SCALE,
  });
  // Also those that it reads: whoever starts first makes them.
  for (const name of ["BILLING", "PRESENCE", "WALLET"] as const) await ensureStream(broker, name);
  const relay = startRelay({ service: "billing", sql: database, broker, log });
  const wallet = walletClient(config.WALLET_GRPC_ADDRESS);
  const others = peers();
  const metrics = meterMetrics();
  const meter = new Meter({ lostAfterMs: config.METER_LOST_AFTER_SECONDS * 1_000 }, clock, metrics);
  const store = postgresStore(database);
  const address = config.BILLING_ADVERTISE_ADDRESS ?? `127.0.0.1:${config.GRPC_PORT}`;
  const parts: Parts = {
    config,
    log,
    broker,
    wallet,
    store,
    meterStore: meterStore(database, sessionEnded),
    relay,
    meter,
    address,
  };
  await ensurePlatformRate({ store, clock })({
    tokensPerMinute: config.TOKENS_PER_MINUTE,
    creatorCentsPerMinute: config.CREATOR_CENTS_PER_MINUTE,
  });
  const metering = startMetering(parts, metrics);
  const house = useCases(parts, {
    store,
    peers: others,
    meter,
    desk: metering.desk,
    owners: metering.owners,
  });
  const buying = wireTopUps(parts, database);
  const jobs = [
    ...buying.jobs,
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
      run: finishEndedStreams({ store, clock, relay, meter }),
    }),
    startJob({
      name: "purge",
      everyMs: PURGE_EVERY_MS,
      log,
      run: () => purge(database, [HANDLED_STRIPE_EVENTS, SPENT_BUDGETS]),
    }),
  ];
  const server = await serveGrpc({
    name: "billing.v1.BillingService",
    definition: BillingServiceService,
    callers: BILLING_CALLERS,
    handlers: billingHandlers({ ...house, ...buying.useCases }),
    port: config.GRPC_PORT,
    maxConnectionAgeSeconds: config.GRPC_MAX_CONNECTION_AGE_SECONDS,
    log,
  });
  return {
    checks: {
      postgres: () => database.$queryRawUnsafe("SELECT 1"),
      nats: () => broker.ready(),
      meter: () => metering.owners.ready(),
    },
    drain: [
      { name: "grpc", stop: () => server.drain() },
      { name: "logs", stop: metering.stopReading },
      { name: "meter", stop: metering.stop },
      { name: "jobs", stop: () => stopJobs(jobs) },
      { name: "relay", stop: () => relay.stop() },
      { name: "broker", stop: () => broker.close() },
      { name: "clients", stop: async () => [wallet.close(), others.close(), buying.close()] },
      { name: "database", stop: () => database.$disconnect() },
    ],
  };
}

function startMetering(parts: Parts, metrics: ReturnType<typeof meterMetrics>) {
  const { meter, meterStore: store, relay, broker, log, wallet, address } = parts;
  const replica = randomUUID();
  const reading = { broker, log, clock };
  const presence = readLog({
    ...reading,
    type: "gateway.presence.seen.v1",
    handler: {
      opened: (from) => logOpened(meter, "presence", from),
      message: readSightings({ meter, store, clock }),
    },
  });
  const results = readLog({
    ...reading,
    type: "wallet.minutes.posted.v1",
    handler: { opened: (from) => logOpened(meter, "results", from), message: readResults({ meter }) },
  });
  const flush: FlushDeps = {
    meter,
    store,
    metrics,
    replica,
    presence: presence.state,
    results: results.state,
  };
  const holding: HoldDeps = { meter, store, replica, address, flush, logs: { presence, results } };
  const owners = new Owners();
  const ends = commitEnds({ meter, store, relay, replica });
  const short = endShort({ meter, store, wallet });
  const desk = new BillingDesk({
    meter,
    store,
    wallet,
    clock,
    presence: presence.state,
    commitEnds: ends,
    writeRows: (keys) => writeRows(flush, keys),
    endShort: short,
  });
  const running = runMeter({
    meter,
    clock,
    log,
    presence: presence.state,
    emit: emitMinutes({ meter, store, relay, clock, metrics, replica }),
    commitEnds: () => ends(),
    endShort: () => short(),
    hold: holdPartitions(holding, owners),
    follow: followSessions({ meter, store }),
    flush: flushRows(flush),
    releaseAll: releaseAll(holding),
  });
  metrics.observe(() => {
    const { backlog, atEndForMs } = presence.state();
    const since = (at: number) => (at === 0 ? 0 : Math.max(0, clock.now() - at) / 1_000);
    return {
      sessions: meter.table.size,
      unansweredMinutes: meter.unanswered,
      oldestUnansweredSeconds: since(meter.oldestDueAt),
      lagSeconds: atEndForMs > 0 ? 0 : since(meter.newestSighting),
      backlog,
      partitions: meter.held.size,
    };
  });
  const stopReading = () => Promise.all([presence.stop(), results.stop()]);
  return { desk, owners, stopReading, stop: () => running.stop() };
}

function useCases(parts: Parts, billing: BillDeps): Omit<UseCases, keyof TopUpUseCases> {
  const { store, wallet, relay, meter, config } = parts;
  const reading = { store, clock, meter };
  const settings = {
    minuteMs: config.METER_MINUTE_SECONDS * 1_000,
    lostAfterMs: meter.lostAfterMs,
    maxOpenSessions: config.MAX_OPEN_SESSIONS_PER_VIEWER,
    silenceCarries: config.METER_SILENCE_CARRIES === "1",
  };
  return {
    startStream: startStream({ store, clock, relay, mostLive: config.MAX_LIVE_STREAMS_PER_CREATOR }),
    endStream: endStream({ store, clock, relay, meter }),
    getStream: getStream({ store }),
    getStreams: getStreams({ store }),
    listStreams: listStreams({ store }),
    getLive: () => store.streams.live(),
    joinStream: joinStream({ store, wallet, clock, relay, settings, meter }),
    billSession: billSession(billing),
    leaveSession: leaveSession(billing),
    getSession: getSession(reading),
    listSessions: listSessions(reading),
    getForecast: getForecast({ ...reading, wallet }),
    setRate: setRate({ store, clock }),
    search: (query) => store.search(query),
    listRates: (page) => store.rates.list(page),
    getIntegrity: getIntegrity(reading),
  };
}

function wireTopUps({ config, log }: Parts, database: Database) {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_BASE_URL: baseUrl, TOKEN_PACKAGES: packages } = config;
  const [tokens, cents] = [BigInt(config.TOKENS_PER_MINUTE), BigInt(config.CREATOR_CENTS_PER_MINUTE)];
  for (const each of packages.filter((one) => !coversCosts(one, tokens, cents)))
    log.warn(
      { package: each.id },
      "costs no more than its minutes earn a creator: each one sold loses money",
    );
  const timeoutMs = config.STRIPE_TIMEOUT_SECONDS * 1_000;
  const wallet = topUpWallet(config.WALLET_GRPC_ADDRESS);
  const wired = topUps(
    {
      packages,
      topUps: topUpStore(database, config.MAX_OPEN_TOP_UPS_PER_VIEWER),
      mayCallStripe: (viewerId) =>
        takeFromBudgets(database, [
          { scope: `checkout:${viewerId}`, perMinute: config.CHECKOUTS_PER_VIEWER_PER_MINUTE },
          { scope: "checkout", perMinute: config.CHECKOUTS_PER_MINUTE },
        ]),
      moves: moneyMoveStore(database),
      cases: caseStore(database),
      events: stripeEventStore(database),
      stripe: secretKey ? stripePayments(openStripe({ secretKey, baseUrl, timeoutMs })) : undefined,
      readWebhook: webhookReader(config.STRIPE_WEBHOOK_SECRETS),
      wallet,
      metrics: topUpMetrics(),
      clock,
      log,
    },
    config.TOP_UP_SWEEP_SECONDS,
  );
  return { ...wired, close: () => wallet.close() };
}
