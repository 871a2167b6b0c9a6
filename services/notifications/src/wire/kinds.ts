import type { Broker, Relay } from "@metercast/outbox";
import { type Job, type Logger, startJob, systemClock, type Wakeable } from "@metercast/runtime";
import { startMinutesConsumer } from "../adapters/nats/minutes.ts";
import { startSourceConsumers } from "../adapters/nats/source-events.ts";
import type { Config } from "../config.ts";
import type { Store } from "../ports/store.ts";
import { announceOldRequests } from "../usecases/announce-old-requests.ts";
import { notify } from "../usecases/notify.ts";
import { purgeNotifications } from "../usecases/purge-notifications.ts";
import { recordEarnings } from "../usecases/record-earnings.ts";
import { summarizeEarnings } from "../usecases/summarize-earnings.ts";

/** A summary or an old request may be a minute late. */
const MINUTE_MS = 60_000;

export interface KindsParts {
  store: Store;
  broker: Broker;
  relay: Relay;
  log: Logger;
  /** Jobs that send what was written. */
  senders: readonly Wakeable[];
}

/** Makes notifications of events and of time that passes, and deletes old ones. */
export function wireKinds(config: Config, { store, broker, relay, log, senders }: KindsParts) {
  const settings = { largeWithdrawalCents: BigInt(config.NOTIFY_LARGE_WITHDRAWAL_CENTS) };
  const ports = {
    store,
    relay,
    senders,
    settings,
    clock: systemClock,
    oldRequestHours: config.NOTIFY_OLD_REQUEST_HOURS,
    retentionDays: config.NOTIFICATION_RETENTION_DAYS,
  };
  const consumers = [
    startSourceConsumers({
      broker,
      log,
      handle: (consumer, event) => notify(ports, { consumer, event }),
    }),
    startMinutesConsumer({ broker, log, record: (request) => recordEarnings(ports, request) }),
  ];
  const job = (name: string, run: () => Promise<unknown>): Job =>
    startJob({ name, everyMs: MINUTE_MS, log, run });
  const jobs = [
    job("announce_old_requests", () => announceOldRequests(ports)),
    job("summarize_earnings", () => summarizeEarnings(ports)),
    job("purge_notifications", () => purgeNotifications(ports)),
  ];
  return {
    jobs,
    consumers: { stop: () => Promise.all(consumers.map((consumer) => consumer.stop())) },
  };
}
