import { connectBroker, ensureStream, purge, startRelay } from "@metercast/outbox";
import { integrityMetrics, waitForSchema } from "@metercast/postgres";
import {
  integrityStaleMs,
  type Logger,
  startJob,
  stopJobs,
  systemClock,
  type Wired,
} from "@metercast/runtime";
import { startWalletServer } from "./adapters/grpc/server.ts";
import { startClientConsumers } from "./adapters/nats/client-requests.ts";
import { retireSharedStream } from "./adapters/nats/client-streams.ts";
import { startMinutesConsumer } from "./adapters/nats/minutes-due.ts";
import { startWithdrawalConsumers } from "./adapters/nats/withdrawals.ts";
import { postgresPeriods } from "./adapters/postgres/books/close-partitions.ts";
import { postgresBooks, RUN_TIMEOUT_MS } from "./adapters/postgres/books/integrity.ts";
import { partitionsAhead } from "./adapters/postgres/books/partitions.ts";
import { openDatabase } from "./adapters/postgres/database.ts";
import { postgresClawbacks } from "./adapters/postgres/ledger/clawbacks.ts";
import { postgresLedger } from "./adapters/postgres/ledger/ledger.ts";
import { postgresReserveDays } from "./adapters/postgres/ledger/reserve-days.ts";
import { postgresReads } from "./adapters/postgres/reads/history.ts";
import { postgresSpending } from "./adapters/postgres/reads/spending.ts";
import { minuteMetrics, partitionMetrics, platformMetrics } from "./adapters/telemetry/metrics.ts";
import type { Config } from "./config.ts";
import { PLATFORM_ACCOUNTS } from "./domain/account.ts";
import { clawbackPolicy } from "./domain/clawback.ts";
import { configuredTerms } from "./domain/earnings-policy.ts";
import { checkBooks } from "./usecases/check-books.ts";
import { clawBack } from "./usecases/claw-back.ts";
import { closePeriods } from "./usecases/close-periods.ts";
import { collectDebts } from "./usecases/collect-debts.ts";
import { detachPeriods } from "./usecases/detach-periods.ts";
import { foldPlatformDeltas } from "./usecases/fold-platform-deltas.ts";
import { placeReserve, type ReservePlace } from "./usecases/place-reserve.ts";
import { releaseReserve } from "./usecases/release-reserve.ts";

/** Old rows and deltas grow slowly; a look a minute keeps them small. */
const HOUSEKEEPING_MS = 60_000;
/** A refund or dispute wakes the clawback; a look finds what a replica left, and what debtors earned. */
const CLAWBACK_MS = 10_000;
/** Partitions end once an hour or once a day. */
const CLOSING_MS = 600_000;

/** The one place that knows every adapter. */
export async function wire(config: Config, log: Logger): Promise<Wired> {
  const database = openDatabase(config.WALLET_DATABASE_URL, config.DATABASE_CONNECTIONS);
  const ping = () => database.$queryRawUnsafe("SELECT 1");
  await waitForSchema(database, new URL("../prisma/migrations", import.meta.url), log);
  const broker = await connectBroker(config.NATS_URL, "wallet", log, {
    replicas: config.NATS_STREAM_REPLICAS,
    scale: config.NATS_STREAM_SCALE,
  });
  for (const stream of ["WALLET", "BILLING", "WITHDRAWALS"] as const) await ensureStream(broker, stream);
  await retireSharedStream(broker, log);

  const lowBelow = BigInt(config.LOW_BALANCE_TOKENS);
  const ledger = postgresLedger(database, { lowBelow, partitionHours: config.LEDGER_PARTITION_HOURS });
  await ledger.openPlatformAccounts(PLATFORM_ACCOUNTS);
  // Of its own: the checks read for minutes where the books are long, and must not take a place from the
  // posting.
  const readers = openDatabase(config.WALLET_DATABASE_URL, 2, RUN_TIMEOUT_MS);
  const books = postgresBooks(database, readers);
  const periods = postgresPeriods(database, readers, config.LEDGER_PARTITION_HOURS);
  const makePeriods = () => periods.makeAhead(new Date(systemClock.now()));
  await makePeriods();
  const relay = startRelay({ service: "wallet", sql: database, broker, log });
  const reads = postgresReads(database);
  const ports = {
    ledger,
    relay,
    lowBelow,
    books,
    staleMs: integrityStaleMs(config),
    periods,
    log,
    clock: systemClock,
    configuredTerms: configuredTerms(config.EARNINGS_HOLD_DAYS),
    metrics: minuteMetrics(),
    clients: config.PLATFORM_CLIENTS,
    requestsPerSecond: config.PLATFORM_CLIENT_REQUESTS_PER_SECOND,
  };
  const clawbacks = postgresClawbacks(database);
  const clawbackPorts = { ...ports, clawbacks, spending: postgresSpending(readers) };
  const clawbackJob = startJob({
    name: "claw_back",
    everyMs: CLAWBACK_MS,
    log,
    run: () => clawBack(clawbackPorts),
  });
  const debts = startJob({
    name: "collect_debts",
    everyMs: CLAWBACK_MS,
    log,
    run: () => collectDebts(clawbackPorts),
  });
  const server = await startWalletServer({
    ...clawbackPorts,
    clawbackPolicy: clawbackPolicy(config.CLAWBACK_POLICY, config.CLAWBACK_SHARE_PERCENT),
    clawbackJob,
    ...reads,
    port: config.GRPC_PORT,
    maxConnectionAgeSeconds: config.GRPC_MAX_CONNECTION_AGE_SECONDS,
    log,
  });
  const minutes = startMinutesConsumer({ ...ports, broker, log, concurrency: config.MINUTES_CONCURRENCY });
  const clients = startClientConsumers({ ...ports, broker, log });
  const withdrawals = startWithdrawalConsumers({ ...ports, broker, log });
  const checks = startJob({
    name: "check_books",
    everyMs: config.INTEGRITY_INTERVAL_SECONDS * 1_000,
    log,
    async run() {
      const run = await checkBooks(ports, { runNow: true, whole: false });
      if (!run.ok) log.error({ checks: run.checks.filter(({ ok }) => !ok) }, "THE BOOKS ARE WRONG");
    },
  });
  const housekeeping = startJob({
    name: "housekeeping",
    everyMs: HOUSEKEEPING_MS,
    log,
    async run() {
      await makePeriods();
      await purge(database);
    },
  });
  const folding = startJob({
    name: "fold_platform_deltas",
    everyMs: HOUSEKEEPING_MS,
    log,
    run: () => foldPlatformDeltas(ports),
  });
  const closing = startJob({
    name: "close_periods",
    everyMs: CLOSING_MS,
    log,
    async run() {
      await closePeriods(ports, config.LEDGER_CLOSE_AFTER_DAYS);
      if (config.LEDGER_RETENTION_DAYS > 0) await detachPeriods(ports, config.LEDGER_RETENTION_DAYS);
    },
  });
  const reservePorts = { ...ports, reserveDays: postgresReserveDays(database) };
  let place: ReservePlace | undefined;
  const reserving = startJob({
    name: "place_reserve",
    everyMs: HOUSEKEEPING_MS,
    log,
    async run() {
      place = await placeReserve(reservePorts, place);
      return place && "again";
    },
  });
  const releasing = startJob({
    name: "release_reserve",
    everyMs: HOUSEKEEPING_MS,
    log,
    run: () => releaseReserve(reservePorts),
  });
  const figures = [
    integrityMetrics(log, () => books.lastRun()),
    platformMetrics(log, reads.accounts),
    partitionMetrics(log, () => partitionsAhead(database)),
  ];
  const clawing = [clawbackJob, debts];
  const jobs = [checks, housekeeping, folding, closing, reserving, releasing, ...clawing, ...figures];

  return {
    checks: { postgres: ping, nats: () => broker.ready() },
    drain: [
      { name: "jobs", stop: () => stopJobs(jobs) },
      { name: "consumers", stop: () => Promise.all([minutes.stop(), clients.stop(), withdrawals.stop()]) },
      { name: "grpc", stop: () => server.drain() },
      { name: "relay", stop: () => relay.stop() },
      { name: "nats", stop: () => broker.close() },
      { name: "postgres", stop: () => Promise.all([database.$disconnect(), readers.$disconnect()]) },
    ],
  };
}
