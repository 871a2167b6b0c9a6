import { type Clock, failpoint, type Wakeable } from "@metercast/runtime";
import type { SourceEvent } from "../domain/event.ts";
import type { AccountVersion, Addressed, Facts, Kind, KindSettings, Params } from "../domain/kind.ts";
import { KINDS } from "../domain/kinds/index.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { addNotices } from "./add-notices.ts";
import { recordFacts } from "./record-facts.ts";
import { fanOut } from "./webhooks/fan-out.ts";

export interface NotifyPorts {
  store: Store;
  clock: Clock;
  settings: KindSettings;
  relay: Wakeable;
  /** Jobs that send what was written. */
  senders: readonly Wakeable[];
}

export interface NotifyRequest {
  consumer: string;
  event: SourceEvent;
}

/**
 * Handles one event: notifications with their deliveries, and webhook messages, in one transaction. An
 * event that was handled before changes nothing.
 */
export async function notify(ports: NotifyPorts, { consumer, event }: NotifyRequest): Promise<void> {
  const { store, clock, settings, relay, senders } = ports;
  const now = new Date(clock.now());
  const written = await store.transaction(async (tx) => {
    if (!(await tx.isFirst({ consumer, id: event.id }))) return { notifications: 0, deliveries: 0 };
    const webhooks = await fanOut(tx, event);
    await recordFacts(tx, event, now);
    await supersede(tx, event);
    const facts = { at: event.at, settings };
    const notices = KINDS.flatMap((kind) => follow(kind, event, facts).map((to) => ({ kind, ...to })));
    const added = await addNotices(tx, { eventId: event.id, at: event.at, now, notices });
    return {
      notifications: added.length,
      deliveries: webhooks + added.reduce((sum, { deliveries }) => sum + deliveries, 0),
    };
  });
  // The broker does not know yet: the same event comes again after a crash here.
  failpoint("notifications.committed");
  if (written.notifications > 0) relay.wake();
  if (written.deliveries > 0) for (const sender of senders) sender.wake();
}

function follow(kind: Kind, event: SourceEvent, facts: Facts): readonly Addressed<Params>[] {
  const rule = kind.follows[event.type] as
    | ((message: unknown, facts: Facts) => readonly Addressed<Params>[])
    | undefined;
  return rule?.(event.message, facts) ?? [];
}

/** Remembers newer versions of accounts, so that an older crossing that arrives late is no news. */
async function supersede(tx: Transaction, event: SourceEvent): Promise<void> {
  for (const { name, supersededBy } of KINDS) {
    const rule = supersededBy?.[event.type] as ((message: unknown) => readonly AccountVersion[]) | undefined;
    for (const { user, version } of rule?.(event.message) ?? [])
      await tx.notifications.advance(user, name, version);
  }
}
