import { resolve } from "node:path";
import { connectBroker, ensureStream } from "@metercast/outbox";
import { waitForSchema } from "@metercast/postgres";
import {
  type Logger,
  type ReadyCheck,
  runChecks,
  startJob,
  stopJobs,
  systemClock,
  type Wired,
} from "@metercast/runtime";
import { connectBilling, connectWallet, connectWithdrawals } from "./adapters/grpc/clients.ts";
import { buildApp } from "./adapters/http/app.ts";
import type { ConsoleSettings } from "./adapters/http/console.ts";
import { guardWith } from "./adapters/http/guard.ts";
import { rateLimits } from "./adapters/http/rate-limit.ts";
import { listen } from "./adapters/http/server.ts";
import { tokenVerifier } from "./adapters/http/token-verifier.ts";
import { startFeed } from "./adapters/nats/live-feed.ts";
import { presenceSink } from "./adapters/nats/presence-sink.ts";
import { auditLog } from "./adapters/postgres/audit-log.ts";
import { openDatabase } from "./adapters/postgres/database.ts";
import { idempotencyStore } from "./adapters/postgres/idempotency-store.ts";
import { mediaAbsences } from "./adapters/postgres/media-absences.ts";
import { mediaStays } from "./adapters/postgres/media-stays.ts";
import { observe } from "./adapters/telemetry/metrics.ts";
import type { Config } from "./config.ts";
import { type ActPorts, finishActs } from "./usecases/acts.ts";
import { adminPages } from "./usecases/live/admin-pages.ts";
import { refreshStreams } from "./usecases/live/follow.ts";
import { knownSessions } from "./usecases/live/known-sessions.ts";
import { LiveHub } from "./usecases/live/live-hub.ts";
import { LIVE_SUBJECTS, liveFeed, WITHDRAWAL_SUBJECTS } from "./usecases/live/show-events.ts";
import { standings as knownStandings } from "./usecases/live/standings.ts";
import { NO_WITHDRAWAL_PAGES, withdrawalPages } from "./usecases/live/withdrawal-pages.ts";
import { endAbandonedStreams } from "./usecases/media/end-abandoned-streams.ts";
import { takeMediaEvent } from "./usecases/media/take-media-event.ts";
import { startPresence } from "./usecases/watch/presence.ts";

/** Rows of answers live a day; once an hour keeps the table at a day and an hour. */
const JANITOR_MS = 3_600_000;
const AUDIT_SWEEP_MS = 10_000;
const ACTS_MS = 10_000;
const ABANDONED_MS = 2_000;

/** Everything that the gateway consists of, and in which order it stops. */
export async function wire(config: Config, log: Logger): Promise<Wired> {
  const database = openDatabase(config.GATEWAY_DATABASE_URL, config.DATABASE_CONNECTIONS);
  await waitForSchema(database, new URL("../prisma/migrations", import.meta.url), log);
  const broker = await connectBroker(config.NATS_URL, "gateway", log, {
    replicas: config.NATS_STREAM_REPLICAS,
    scale: config.NATS_STREAM_SCALE,
  });
  await ensureStream(broker, "PRESENCE");
  const billing = connectBilling(config.BILLING_GRPC_ADDRESS, config.GRPC_DEADLINE_MS);
  const wallet = connectWallet(config.WALLET_GRPC_ADDRESS, config.GRPC_DEADLINE_MS);
  const withdrawals = connectWithdrawals(config.WITHDRAWALS_GRPC_ADDRESS, config.GRPC_DEADLINE_MS);
  const hasWithdrawals = config.WITHDRAWALS_GRPC_ADDRESS !== undefined;
  const store = idempotencyStore(database, config.MAX_IDEMPOTENCY_KEYS_PER_USER);
  const audit = auditLog(database);

  const { metered, ...metrics } = observe();
  const presence = startPresence({
    sink: presenceSink(broker),
    log,
    flushMs: config.PRESENCE_FLUSH_MS,
    capacity: config.PRESENCE_BUFFER_SIGHTINGS,
    onFlush: metrics.flushed,
  });
  const feedIsUp = (): boolean => feed.isUp();
  const sessions = knownSessions(billing, feedIsUp);
  const standings = knownStandings(wallet, billing, feedIsUp);
  const hub = new LiveHub();
  const live = { hub, billing, wallet, log };
  const streams = refreshStreams(live);
  const pages = hasWithdrawals ? withdrawalPages({ hub, withdrawals, log }) : NO_WITHDRAWAL_PAGES;
  const payouts = hasWithdrawals ? withdrawals : undefined;
  const integrity = { wallet, billing, withdrawals: payouts };
  const admins = adminPages({ withdrawals: payouts, integrity, billing, log });
  const feed = startFeed({
    broker,
    log,
    subjects: hasWithdrawals ? { ...LIVE_SUBJECTS, ...WITHDRAWAL_SUBJECTS } : LIVE_SUBJECTS,
    ...liveFeed({ ...live, sessions, standings, streams, withdrawalPages: pages, adminPages: admins }),
  });
  metered({
    connections: () => hub.size + admins.size,
    waiting: () => presence.waiting,
    dropped: () => presence.dropped,
  });

  const acts: ActPorts = { withdrawals: payouts, wallet, billing, audit };
  let draining = false;
  // Not withdrawals: while it is away minutes are watched and paid all the same, and its own routes say 503. The others are needed to begin; later the broker alone
  // decides: while a database is down all replicas would be taken from the balancer at once, and with them the heartbeats that need none.
  const checks = {
    postgres: atFirst(() => database.$queryRawUnsafe("SELECT 1")),
    nats: () => broker.ready(),
    billing: atFirst(() => billing.ready()),
    wallet: atFirst(() => wallet.ready()),
  };
  const limits = rateLimits(
    {
      addressPerMinute: config.RATE_LIMIT_ADDRESS_PER_MINUTE,
      subjectPerMinute: config.RATE_LIMIT_SUBJECT_PER_MINUTE,
      trustedProxies: config.TRUSTED_PROXIES,
      // Without proxies an address is known when it connects: the server counts.
      inFlightPerAddress: config.TRUSTED_PROXIES > 0 ? config.HTTP_CONNECTIONS_PER_ADDRESS : 0,
      webhookFailuresPerMinute: config.RATE_LIMIT_WEBHOOK_FAILURES_PER_MINUTE,
    },
    log,
  );
  const stays = mediaStays(database);
  const watch = { billing, presence, sessions, standings, stays };
  const read = await mediaReader(config);
  const absences = mediaAbsences(database);
  const graceMs = config.MEDIA_END_GRACE_SECONDS * 1_000;
  const taking = { watch, stays, absences, graceMs, log, onEvent: metrics.mediaEvent };
  const media = read && { read, take: takeMediaEvent(taking) };
  const app = buildApp({
    guard: guardWith({
      tokens: tokenVerifier(config.identity, log),
      limits,
      store,
      livekitKey: config.LIVEKIT_API_KEY,
    }),
    limits,
    billing,
    wallet,
    withdrawals,
    watch,
    live,
    media,
    withdrawalPages: pages,
    adminPages: admins,
    integrity,
    audit,
    acts,
    log,
    settings: {
      lowBalanceTokens: config.LOW_BALANCE_TOKENS,
      withdrawalMinimumCents: config.WITHDRAWAL_MINIMUM_CENTS,
      tokenPriceCents: config.TOKEN_PRICE_CENTS,
      ownPlaces: {
        publicUrl: config.PUBLIC_URL,
        origins: [...config.CORS_ORIGINS, ...config.RETURN_URL_ORIGINS],
      },
      corsOrigins: config.CORS_ORIGINS,
      https: config.PUBLIC_URL?.startsWith("https:")
        ? "always"
        : config.TRUSTED_PROXIES > 0
          ? "forwarded"
          : "never",
      hasWithdrawals,
      sse: { connections: config.SSE_CONNECTIONS, perUser: config.SSE_CONNECTIONS_PER_USER },
      demoSecret: config.DEMO === "1" ? config.AUTH_JWT_SECRET : undefined,
      console: consoleSettings(config),
    },
    notReady: async () => (draining ? ["draining"] : runChecks(checks)),
  });
  const server = await listen(app, {
    port: config.PORT,
    host: listenHost(config),
    maxConnections: config.HTTP_CONNECTIONS,
    // Behind proxies of our own all connections are theirs.
    maxConnectionsPerAddress: config.TRUSTED_PROXIES > 0 ? 0 : config.HTTP_CONNECTIONS_PER_ADDRESS,
  });
  log.info({ port: server.port }, "listening");

  const heartbeat = setInterval(() => {
    for (const { reader } of [...hub.all(), ...admins.all()]) reader.heartbeat();
  }, config.SSE_HEARTBEAT_SECONDS * 1_000);
  // Of an earlier configuration too: what was noted is acted on.
  const jobs = [
    startJob({
      name: "end_abandoned_streams",
      everyMs: ABANDONED_MS,
      log,
      run: endAbandonedStreams({ billing, stays, absences, log }),
    }),
    startJob({
      name: "finish_acts",
      everyMs: ACTS_MS,
      log,
      run: () => finishActs(acts, log, systemClock.now()),
    }),
    startJob({
      name: "purge",
      everyMs: JANITOR_MS,
      log,
      async run() {
        for (const kept of [store, stays]) await kept.purge();
      },
    }),
    startJob({
      name: "audit_sweep",
      everyMs: AUDIT_SWEEP_MS,
      log,
      async run() {
        const rows = await audit.sweep();
        if (rows > 0) log.warn({ rows }, "audit: acts whose outcome nobody noted");
      },
    }),
  ];

  return {
    checks,
    drain: [
      {
        name: "http",
        async stop() {
          draining = true;
          clearInterval(heartbeat);
          await stopJobs(jobs);
          streams.stop();
          pages.stop();
          admins.stop();
          for (const { reader } of [...hub.all(), ...admins.all()]) reader.close();
          await server.close();
        },
      },
      { name: "presence", stop: () => presence.stop() },
      { name: "live feed", stop: () => feed.stop() },
      { name: "broker", stop: () => broker.close() },
      {
        name: "clients",
        async stop() {
          billing.close();
          wallet.close();
          withdrawals.close();
          await database.$disconnect();
        },
      },
    ],
  };
}

/** The demo's login makes anybody an admin: with it the gateway is this machine's alone. */
function listenHost({ HTTP_LISTEN_HOST: given, DEMO, DEMO_ALLOW_NETWORK }: Config): string {
  return given ?? (DEMO === "1" && DEMO_ALLOW_NETWORK === "0" ? "127.0.0.1" : "::");
}

/** A check that has passed once passes. */
function atFirst(check: ReadyCheck): ReadyCheck {
  let passed = false;
  return async () => {
    if (!passed) await check();
    passed = true;
  };
}

/** LiveKit's SDK is large: it is loaded only where it is needed. */
async function mediaReader({ LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret }: Config) {
  if (key === undefined || secret === undefined) return undefined;
  const { livekitEvents } = await import("./adapters/livekit/livekit-events.ts");
  return livekitEvents(key, secret);
}

const ROOT = resolve(import.meta.dirname, "../../..");

function consoleSettings(config: Config): ConsoleSettings {
  const { OIDC_CLIENT_ID: clientId, identity } = config;
  const issuer = identity.issuers[0]?.issuer;
  const oidc =
    issuer !== undefined && clientId !== undefined
      ? {
          kind: "oidc" as const,
          issuer,
          client_id: clientId,
          scope: config.OIDC_SCOPE,
          audience: identity.audiences[0] ?? null,
        }
      : undefined;
  return {
    folder: resolve(ROOT, config.CONSOLE_FOLDER),
    auth: config.DEMO === "1" ? { kind: "demo" } : (oidc ?? { kind: "none" }),
    minuteSeconds: config.METER_MINUTE_SECONDS,
  };
}
