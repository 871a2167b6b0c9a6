import { type Clock, type Logger, startJob, type Wakeable } from "@metercast/runtime";
import type { Database } from "../adapters/postgres/database.ts";
import { postgresDeliveries } from "../adapters/postgres/deliveries.ts";
import { webPushService } from "../adapters/push/web-push.ts";
import { vapidOf } from "../config/push.ts";
import type { Config } from "../config.ts";
import { PUSH_HOSTS } from "../domain/push-hosts.ts";
import type { CountDelivery } from "../ports/deliveries.ts";
import type { Egress } from "../ports/egress.ts";
import type { PushService } from "../ports/push-service.ts";
import type { Store } from "../ports/store.ts";
import { deliverer } from "../usecases/deliver.ts";
import { pushSender } from "../usecases/send-push.ts";

/** How often the channel looks for what is due; what is written now wakes it. */
const DELIVER_MS = 1_000;

export interface PushParts {
  database: Database;
  store: Store;
  egress: Egress;
  clock: Clock;
  count: CountDelivery;
  log: Logger;
}

export interface PushWiring {
  pushService: PushService;
  /** Sends what is due. */
  sender: Wakeable;
  stop(): Promise<void>;
}

/**
 * The channel push. It also runs without keys: browsers that subscribed before the keys were taken away get
 * a verdict.
 */
export function wirePush(
  config: Config,
  { database, store, egress, clock, count, log }: PushParts,
): PushWiring {
  const hosts = config.PUSH_HOSTS.length > 0 ? config.PUSH_HOSTS : PUSH_HOSTS;
  const pushService = webPushService({ vapid: vapidOf(config), hosts, egress, clock });
  const work = deliverer({
    channel: "push",
    deliveries: postgresDeliveries(database),
    sender: pushSender({ store, pushService }),
    clock,
    log,
    count,
  });
  const job = startJob({ name: "deliver_push", everyMs: DELIVER_MS, log, run: () => work.run() });
  work.onRoom = () => job.wake();
  return {
    pushService,
    sender: job,
    async stop() {
      await job.stop();
      await work.idle();
    },
  };
}
