import type { Logger } from "@metercast/runtime";
import type { Attempts, Methods, Onboarding, StripeEvent, StripeEvents, Wakeable } from "../ports.ts";
import { stateFor } from "./payout-methods.ts";

/** Handled in one turn; the next comes at once when there were as many. */
const LIMIT = 20;
/** Longer than the one question that an event may cost. */
const LEASE_SECONDS = 30;
/** By then an hour has passed, and the sweep has long seen what the event was about. */
const MAX_TRIES = 120;

/** Changed, or closed to the platform. */
const ABOUT_ACCOUNTS = /^account\.(updated|application\.deauthorized)$/;

export interface WebhookPorts {
  events: StripeEvents;
  attempts: Attempts;
  methods: Methods;
  onboarding: Onboarding | undefined;
  payer: Wakeable;
  metrics: { givenUp(): void };
  log: Logger;
}

/**
 * Handles stored webhooks. An event says only that something has happened to an object: what it is now is asked of Stripe, so that events may come
 * twice, late, or in any order.
 */
export async function handleWebhooks(ports: WebhookPorts): Promise<number> {
  const claimed = await ports.events.claim(LIMIT, LEASE_SECONDS);
  for (const event of claimed) {
    try {
      await ports.events.handled(event.id, await handle(ports, event));
    } catch (err) {
      ports.log.warn({ err, event: event.id, type: event.type }, "webhook not handled yet");
      if (event.tries < MAX_TRIES) continue;
      await ports.events.handled(event.id, "given_up");
      ports.metrics.givenUp();
    }
  }
  return claimed.length;
}

async function handle(ports: WebhookPorts, event: StripeEvent): Promise<string> {
  if (ABOUT_ACCOUNTS.test(event.type)) return account(ports, event);
  if (event.type.startsWith("payout.")) {
    return noticed(ports, await noticePayout(ports.attempts, event));
  }
  if (event.type === "transfer.reversed") {
    return noticed(ports, await ports.attempts.notice({ fundingRef: event.objectId }));
  }
  return "ignored";
}

async function noticePayout(attempts: Attempts, { objectId, attemptId }: StripeEvent): Promise<number> {
  const known = await attempts.notice({ payoutRef: objectId });
  // It may be told before our own call was answered.
  if (known > 0 || attemptId === undefined) return known;
  return attempts.notice({ id: attemptId });
}

/** The payer asks about the attempt now. */
function noticed({ payer }: WebhookPorts, count: number): string {
  if (count === 0) return "not_ours";
  payer.wake();
  return "handled";
}

async function account({ methods, onboarding, payer }: WebhookPorts, event: StripeEvent): Promise<string> {
  if (!onboarding) return "ignored";
  const accountId = event.account || event.objectId;
  const known = await methods.setState(accountId, stateFor(await onboarding.stateOf(accountId)));
  if (!known) return "not_ours";
  payer.wake();
  return "handled";
}
