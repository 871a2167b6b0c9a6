import { execute, one, type Retention, rows, type Sql } from "@metercast/postgres";
import { backoffMs, counter, gauge, type Logger, startJob } from "@metercast/runtime";
import type Stripe from "stripe";
import * as table from "./inbox-table.queries.ts";
import { verifyWebhook } from "./webhook.ts";

/**
 * Webhooks of Stripe: each is stored once in the table `stripe_event`, then handled. An event only shows
 * that its object has changed; the handler reads the object's present state from Stripe. So events may come
 * twice, late, or in any order.
 */
export interface StripeInbox {
  /**
   * Verifies and stores a webhook. False where it was stored before. @throws invalid_signature,
   * malformed_request
   */
  receive(payload: Uint8Array, signature: string): Promise<boolean>;
  /** Stores events that were read from Stripe. Gives how many of them are new. */
  store(events: readonly Stripe.Event[]): Promise<number>;
  stop(): Promise<void>;
}

export interface StripeInboxSettings {
  sql: Sql;
  secrets: readonly string[];
  /**
   * The id of the object that the event is about, for people who search the table; else the event's own
   * object.
   */
  objectIdOf?: (event: Stripe.Event) => string;
  /**
   * Handles an event; gives the outcome to keep. After an error the event is repeated. Undefined: events
   * wait. An error named NotYet means that something else has to come first.
   */
  handle: ((event: Stripe.Event, attempt: number) => Promise<string>) | undefined;
  onFailure?: (event: Stripe.Event, attempt: number, error: string) => Promise<void>;
  log: Logger;
}

/** A slow answer of Stripe delays few other events, and leaves connections of the pool to others. */
const AT_ONCE = 5;
const EVERY_MS = 1_000;
/** Longer than the calls that one event may cost, six of them one after the other. */
const LEASE_SECONDS = 90;
/** With the delays below about two days, nearly as long as Stripe itself repeats a webhook. */
const MAX_ATTEMPTS = 800;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 300_000;
const MAX_ERROR = 300;

/**
 * Stripe repeats an event for three days, people do for thirty: until then the table itself refuses to lose
 * an event's id.
 */
export const HANDLED_STRIPE_EVENTS: Retention = {
  table: "stripe_event",
  old: "handled_at IS NOT NULL AND received_at < now() - interval '90 days'",
};

export function startStripeInbox(settings: StripeInboxSettings): StripeInbox {
  const { sql, secrets, log } = settings;
  const metrics = inboxMetrics();
  const job = startJob({
    name: "handle_stripe_events",
    everyMs: EVERY_MS,
    log,
    async run() {
      metrics.waiting((await one(sql, table.countWaiting))?.waiting ?? 0);
      if (!settings.handle) return;
      const claimed = await rows(sql, table.claimEvents, { limit: AT_ONCE, leaseSeconds: LEASE_SECONDS });
      await Promise.all(claimed.map((row) => handleRow(settings, metrics, row)));
      return claimed.length === AT_ONCE ? "again" : undefined;
    },
  });
  const store = async (events: readonly Stripe.Event[]) => {
    const stored =
      events.length === 0 ? 0 : await execute(sql, table.storeEvents, columnsOf(settings, events));
    if (stored > 0) job.wake();
    return stored;
  };
  return {
    receive: async (payload, signature) => (await store([verifyWebhook(secrets, payload, signature)])) === 1,
    store,
    stop: () => job.stop(),
  };
}

async function handleRow(
  { sql, handle, onFailure, log }: StripeInboxSettings,
  metrics: ReturnType<typeof inboxMetrics>,
  { id, payload, attempts }: table.ClaimEventsRow,
): Promise<void> {
  const event = payload as Stripe.Event;
  try {
    const outcome = (await handle?.(event, attempts)) ?? "ignored";
    await execute(sql, table.finishEvent, { id, outcome, error: "" });
  } catch (err) {
    const error = String(err).slice(0, MAX_ERROR);
    const known = { event: id, type: event.type, attempts };
    if (isNotYet(err)) log.info({ ...known, error }, "event waits");
    else log.warn({ ...known, err }, "event not handled yet");
    await onFailure?.(event, attempts, error);
    if (attempts < MAX_ATTEMPTS) {
      const afterMs = backoffMs(attempts, FIRST_DELAY_MS, MAX_DELAY_MS);
      await execute(sql, table.repeatEvent, { id, error, afterMs });
      return;
    }
    metrics.givenUp();
    await execute(sql, table.finishEvent, { id, outcome: "given_up", error });
  }
}

/** Not a failure: something that has to come first has not come yet. */
const isNotYet = (error: unknown): boolean => error instanceof Error && error.name === "NotYet";

function columnsOf({ objectIdOf = ownObjectId }: StripeInboxSettings, events: readonly Stripe.Event[]) {
  return {
    ids: events.map(({ id }) => id),
    types: events.map(({ type }) => type),
    accounts: events.map(({ account }) => account ?? ""),
    objectIds: events.map(objectIdOf),
    payloads: events.map((event) => JSON.stringify(event)),
  };
}

export function ownObjectId(event: Stripe.Event): string {
  const { id } = event.data.object as { id?: unknown };
  return typeof id === "string" ? id : "";
}

function inboxMetrics() {
  let waiting = 0;
  gauge("metercast_stripe_events_waiting", "Stored Stripe events that are not handled yet", (result) =>
    result.observe(waiting),
  );
  const givenUp = counter(
    "metercast_stripe_events_given_up_total",
    "Stripe's events that could not be handled in the time there is for it",
  );
  return {
    waiting: (count: number) => {
      waiting = count;
    },
    givenUp: () => givenUp.add(1),
  };
}
