import { connectBroker, ensureStream, purge, startRelay } from "@metercast/outbox";
import { waitForSchema } from "@metercast/postgres";
import { type Job, type Logger, startJob, stopJobs, systemClock, type Wired } from "@metercast/runtime";
import { createEgress } from "./adapters/egress/request.ts";
import { startNotificationsServer } from "./adapters/grpc/server.ts";
import { openDatabase } from "./adapters/postgres/database.ts";
import { readDeliveryFigures } from "./adapters/postgres/deliveries.ts";
import { KINDS_RETENTION } from "./adapters/postgres/retention.ts";
import { postgresStore } from "./adapters/postgres/store.ts";
import { countDeliveries, deliveryMetrics } from "./adapters/telemetry/deliveries.ts";
import type { Config } from "./config.ts";
import { wireKinds } from "./wire/kinds.ts";
import { wireMail } from "./wire/mail.ts";
import { wirePush } from "./wire/push.ts";
import { wireWebhooks } from "./wire/webhooks.ts";

/** Old rows grow slowly; a run a minute keeps them few. */
const PURGE_MS = 60_000;

/** The one file that knows every adapter. */
export async function wire(config: Config, log: Logger): Promise<Wired> {
  const database = openDatabase(config.NOTIFICATIONS_DATABASE_URL, config.DATABASE_CONNECTIONS);
  await waitForSchema(database, new URL("../prisma/migrations", import.meta.url), log);
  const broker = await connectBroker(config.NATS_URL, "notifications", log, {
    replicas: config.NATS_STREAM_REPLICAS,
    scale: config.NATS_STREAM_SCALE,
  });
  for (const stream of ["NOTIFICATIONS", "BILLING", "WALLET", "WITHDRAWALS"] as const)
    await ensureStream(broker, stream);
  const relay = startRelay({ service: "notifications", sql: database, broker, log });
  const store = postgresStore(database, { email: config.SMTP_URL !== undefined });
  const egress = createEgress({ allowPrivate: config.EGRESS_ALLOW_PRIVATE === "1" });
  const webhooks = wireWebhooks({ config, database, store, egress, relay, log });
  const count = countDeliveries();
  const push = wirePush(config, { database, store, egress, clock: systemClock, count, log });
  const mailing = await wireMail(config, { database, store, relay, count, log });
  const senders = [webhooks.webhookSender, push.sender, ...mailing.senders];
  const kinds = wireKinds(config, { store, broker, relay, log, senders });
  const server = await startNotificationsServer(
    { store, relay, clock: systemClock, egress, ...webhooks, pushService: push.pushService, ...mailing },
    { port: config.GRPC_PORT, maxConnectionAgeSeconds: config.GRPC_MAX_CONNECTION_AGE_SECONDS, log },
  );
  const jobs: Pick<Job, "stop">[] = [
    ...kinds.jobs,
    startJob({
      name: "purge",
      everyMs: PURGE_MS,
      log,
      run: () => purge(database, [...KINDS_RETENTION, ...webhooks.retentions]),
    }),
    deliveryMetrics(log, () => readDeliveryFigures(database, new Date(systemClock.now()))),
  ];
  return {
    checks: { postgres: () => database.$queryRawUnsafe("SELECT 1"), nats: () => broker.ready() },
    drain: [
      { name: "jobs", stop: () => stopJobs(jobs) },
      { name: "webhooks", stop: () => webhooks.stop() },
      { name: "consumers", stop: async () => void (await kinds.consumers.stop()) },
      { name: "grpc", stop: () => server.drain() },
      { name: "push", stop: () => push.stop() },
      { name: "mail", stop: () => mailing.stop() },
      { name: "relay", stop: () => relay.stop() },
      { name: "nats", stop: () => broker.close() },
      { name: "postgres", stop: () => database.$disconnect() },
    ],
  };
}
