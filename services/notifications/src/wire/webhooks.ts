import type { Retention } from "@metercast/postgres";
import { type Job, type Logger, startJob, stopJobs, systemClock, type Wakeable } from "@metercast/runtime";
import { webhookKeys as openKeys } from "../adapters/crypto/webhook-keys.ts";
import type { Database } from "../adapters/postgres/database.ts";
import { deliveryQueue } from "../adapters/postgres/webhook-deliveries.ts";
import { secretStore } from "../adapters/postgres/webhook-endpoints.ts";
import { attemptMetrics, webhookMetrics } from "../adapters/telemetry/webhook-metrics.ts";
import type { Config } from "../config.ts";
import type { Egress } from "../ports/egress.ts";
import type { Store } from "../ports/store.ts";
import { failStranded, startSender } from "../usecases/webhooks/deliver.ts";
import { sealAgain } from "../usecases/webhooks/seal-again.ts";

/** A wake-up starts what is new at once; this finds retries. */
const DELIVER_MS = 1_000;
const STRANDED_MS = 1_000;
const SEAL_MS = 60_000;

export interface WebhookParts {
  config: Config;
  database: Database;
  store: Store;
  egress: Egress;
  relay: Wakeable;
  log: Logger;
}

/** Delivers webhooks. */
export function wireWebhooks({ config, database, store, egress, relay, log }: WebhookParts) {
  const webhookKeys = openKeys(config.NOTIFICATIONS_ENCRYPTION_KEYS);
  const webhookQueue = deliveryQueue(database);
  const clock = systemClock;
  const countAttempt = attemptMetrics();
  const ports = {
    store,
    egress,
    relay,
    webhookKeys,
    webhookQueue,
    clock,
    log,
    random: Math.random,
    countAttempt,
  };
  const sender = startSender(ports, () => deliverer.wake());
  const deliverer: Job = startJob({
    name: "deliver_webhooks",
    everyMs: DELIVER_MS,
    log,
    run: () => sender.run(),
  });
  const webhookSecrets = secretStore(database);
  const jobs = [
    deliverer,
    startJob({ name: "fail_stranded_webhooks", everyMs: STRANDED_MS, log, run: () => failStranded(ports) }),
    startJob({
      name: "seal_webhook_secrets",
      everyMs: SEAL_MS,
      log,
      run: () => sealAgain({ webhookSecrets, webhookKeys }),
    }),
    webhookMetrics(log, () => webhookQueue.figures(new Date(clock.now()), webhookKeys.newest ?? "")),
  ];
  return {
    webhookKeys,
    webhookSender: deliverer,
    retentions: retentions(config.WEBHOOK_RETENTION_DAYS),
    async stop() {
      await stopJobs(jobs);
      await sender.idle();
    },
  };
}

/** In this order: a delivery takes its attempts with it, a message stays while a delivery needs it. */
function retentions(days: number): Retention[] {
  const isOld = `created_at < now() - make_interval(days => ${days})`;
  const deleted = "SELECT id FROM webhook_endpoint WHERE deleted_at IS NOT NULL";
  return [
    { table: "webhook_delivery", old: `${isOld} AND state <> 'pending'` },
    { table: "webhook_delivery", old: `endpoint_id IN (${deleted})` },
    {
      table: "webhook_message",
      old: `${isOld} AND NOT EXISTS (SELECT FROM webhook_delivery d WHERE d.message_id = webhook_message.id)`,
    },
    {
      table: "webhook_endpoint",
      old: "deleted_at IS NOT NULL AND NOT EXISTS (SELECT FROM webhook_delivery d WHERE d.endpoint_id = webhook_endpoint.id)",
    },
  ];
}
