import type { Broker, Consumer, Relay } from "@metercast/outbox";
import { type Logger, systemClock, type Wakeable } from "@metercast/runtime";
import { startSourceConsumers } from "../adapters/nats/source-events.ts";
import type { Config } from "../config.ts";
import type { Store } from "../ports/store.ts";
import { notify } from "../usecases/notify.ts";

export interface KindsParts {
  store: Store;
  broker: Broker;
  relay: Relay;
  log: Logger;
  /** Jobs that send what was written. */
  senders: readonly Wakeable[];
}

/** Makes notifications of events. */
export function wireKinds(config: Config, { store, broker, relay, log, senders }: KindsParts) {
  const settings = { largeWithdrawalCents: BigInt(config.NOTIFY_LARGE_WITHDRAWAL_CENTS) };
  const ports = { store, relay, senders, settings, clock: systemClock };
  const consumers: Consumer = startSourceConsumers({
    broker,
    log,
    handle: (consumer, event) => notify(ports, { consumer, event }),
  });
  return { consumers };
}
