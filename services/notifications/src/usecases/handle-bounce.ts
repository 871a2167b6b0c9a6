import type { Clock, Logger, Wakeable } from "@metercast/runtime";
import { isAddressGone } from "../domain/mail/refusal.ts";
import type { Bounce } from "../ports/bounces.ts";
import type { Store } from "../ports/store.ts";
import { suppressAddress } from "./suppress-address.ts";

export interface HandleBouncePorts {
  store: Store;
  clock: Clock;
  relay: Wakeable;
  log: Logger;
}

/**
 * Mail servers give a mail up after five days. A return path in somebody's archive, with which anybody can
 * forge a report, says nothing later.
 */
const BELIEVED_MS = 5 * 24 * 3_600_000;

/** A report about one of our mails. Repeating it changes nothing. */
export async function handleBounce(
  { store, clock, relay, log }: HandleBouncePorts,
  { deliveryId, action, status }: Bounce,
): Promise<void> {
  log.info({ delivery: deliveryId, action, status }, "a mail server reports about a mail");
  // The mail server still tries where it reports a delay.
  if (action !== "failed") return;
  const now = new Date(clock.now());
  const endedSince = new Date(now.getTime() - BELIEVED_MS);
  const sentTo = await store.transaction(async (tx) => {
    await tx.emails.markBounced(deliveryId, `bounce_${status}`, endedSince);
    return tx.emails.ofDelivery(deliveryId, endedSince);
  });
  if (sentTo === undefined || !status.startsWith("5.") || !isAddressGone(status)) return;
  if (await suppressAddress(store, { ...sentTo, deliveryId, now })) relay.wake();
}
