import { connectBroker, ensureStream } from "@metercast/outbox";
import { waitForSchema } from "@metercast/postgres";
import {
  systemClock as clock,
  type Logger,
  type ReadyCheck,
  runChecks,
  stopJobs,
  type Wired,
} from "@metercast/runtime";
import { presenceSink } from "./adapters/nats/presence-sink.ts";
import { auditLog } from "./adapters/postgres/audit-log.ts";
import { openDatabase } from "./adapters/postgres/database.ts";
import { idempotencyStore } from "./adapters/postgres/idempotency-store.ts";
import { mediaStays } from "./adapters/postgres/media-stays.ts";
import { personDirectory } from "./adapters/postgres/person-directory.ts";
import { queueDesk } from "./adapters/postgres/queue-desk.ts";
import { gatewayMetrics } from "./adapters/telemetry/metrics.ts";
import type { Config } from "./config.ts";
import { startPresence } from "./usecases/watch/presence.ts";
import { startHttp } from "./wire/http.ts";
import { startInboxes } from "./wire/inboxes.ts";
import { startUpkeep } from "./wire/jobs.ts";
import { startLive } from "./wire/live.ts";
import { startMedia } from "./wire/media.ts";
import { connectServices } from "./wire/services.ts";

export async function wire(config: Config, log: Logger): Promise<Wired> {
  const database = openDatabase(config.GATEWAY_DATABASE_URL, config.DATABASE_CONNECTIONS);
  await waitForSchema(database, new URL("../prisma/migrations", import.meta.url), log);
  const broker = await connectBroker(config.NATS_URL, "gateway", log, {
    replicas: config.NATS_STREAM_REPLICAS,
    scale: config.NATS_STREAM_SCALE,
  });
  await ensureStream(broker, "PRESENCE");
  const services = connectServices(config);
  const { billing, wallet, configured } = services;
  const store = idempotencyStore(database, config.MAX_IDEMPOTENCY_KEYS_PER_USER);
  const audit = auditLog(database);
  const stays = mediaStays(database);
  const directory = personDirectory(database, config.PERSON_RETENTION_DAYS);
  const metrics = gatewayMetrics();
  const inbox = startInboxes({ broker, client: configured.notifications, directory, clock, log });

  const presence = startPresence({
    sink: presenceSink(broker),
    clock,
    log,
    flushMs: config.PRESENCE_FLUSH_MS,
    capacity: config.PRESENCE_BUFFER_SIGHTINGS,
    onFlush: metrics.flushed,
  });
  const sseHeartbeatMs = config.SSE_HEARTBEAT_SECONDS * 1_000;
  const live = startLive({
    broker,
    billing,
    wallet,
    directory,
    client: configured.withdrawals,
    clock,
    log,
    sseHeartbeatMs,
    tokenPriceCents: config.TOKEN_PRICE_CENTS,
  });
  metrics.observe({
    connections: live.connections,
    waiting: () => presence.waiting,
    dropped: () => presence.dropped,
  });
  const { sessions, standings, follow, integrity, withdrawalPages, adminPages, readOverview } = live;
  const watch = { billing, presence, sessions, standings, stays, clock };
  const onEvent = metrics.mediaEvent;
  const media = await startMedia({ config, database, billing, stays, watch, log, onEvent });
  const actPorts = {
    acts: configured.withdrawals?.acts,
    wallet,
    billing,
    cases: billing.cases,
    audit,
    clock,
    log,
  };

  let draining = false;
  // Later only the broker decides. While a database is down, all replicas would leave the balancer at once,
  // and with them the heartbeats that need none. Without withdrawals minutes are watched and paid; their
  // routes answer 503.
  const checks = {
    postgres: once(() => database.$queryRawUnsafe("SELECT 1")),
    nats: () => broker.ready(),
    billing: once(() => billing.ready()),
    wallet: once(() => wallet.ready()),
  };
  const server = await startHttp(config, store, {
    billing,
    cases: billing.cases,
    stays,
    wallet,
    ...services.withdrawals,
    ...services.notifications,
    actPorts,
    watch,
    live: follow,
    media: media.door,
    withdrawalPages,
    adminPages,
    readOverview,
    inboxPages: inbox.inboxPages,
    seenPeople: inbox.seenPeople,
    directory,
    integrity,
    audit,
    desk: queueDesk(database),
    clock,
    log,
    notReady: async () => (draining ? ["draining"] : runChecks(checks)),
  });
  log.info({ port: server.port }, "listening");

  const jobs = [
    ...live.jobs,
    ...inbox.jobs,
    media.job,
    ...startUpkeep({ actPorts, audit, store, stays, directory }),
  ];

  return {
    checks,
    drain: [
      {
        name: "http",
        async stop() {
          draining = true;
          live.closePages();
          await server.close();
        },
      },
      { name: "jobs", stop: () => stopJobs(jobs) },
      { name: "presence", stop: () => presence.stop() },
      { name: "live feed", stop: () => Promise.all([live.feed.stop(), inbox.stop()]) },
      { name: "broker", stop: () => broker.close() },
      {
        name: "clients",
        async stop() {
          services.close();
          await database.$disconnect();
        },
      },
    ],
  };
}

/** A check that has passed once passes. */
function once(check: ReadyCheck): ReadyCheck {
  let passed = false;
  return async () => {
    if (!passed) await check();
    passed = true;
  };
}
