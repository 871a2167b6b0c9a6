import { z } from "@hono/zod-openapi";
import type { App } from "./env.ts";
import { OverviewShape } from "./overview-resources.ts";
import { SessionResource, StreamResource } from "./resources.ts";
import { Amount, AssetName, idOf, Money, Time } from "./schemas.ts";
import { FreezeResource, IntegrityRun, WithdrawalResource } from "./withdrawal-resources.ts";

/**
 * What the events of a live page carry. Each has the version of its object: a page never shows an older one
 * after a newer one.
 */

const version = z.int().openapi({ description: "Grows with every change of its object." });

const BalanceEvent = z.object({
  asset: AssetName,
  posted: Amount,
  held: Amount,
  available: Amount,
  version,
  low_balance: z.boolean().optional().openapi({ description: "Of TOKEN only." }),
});

const LowBalanceEvent = z.object({
  asset: z.literal("TOKEN"),
  available: z.int(),
  version,
  limit: z.int().openapi({ description: "Tokens; fewer than these are low." }),
});

const InsufficientFundsEvent = z.object({
  asset: z.literal("TOKEN"),
  available: z.int().nullable(),
  version,
  session_id: z
    .string()
    .nullable()
    .openapi({ description: "The session whose minute was refused; null: the balance came to 0." }),
  stream_id: z.string().nullable(),
});

const SessionEvent = z.object({
  id: idOf("ses_"),
  stream_id: idOf("str_"),
  status: SessionResource.shape.status,
  started_at: Time.nullable(),
  ended_at: Time.nullable(),
  end_reason: SessionResource.shape.end_reason,
  minutes_billed: z.int(),
  tokens_charged: z.int(),
  version,
});

const StreamEvent = StreamResource.extend({ version });
const WithdrawalEvent = WithdrawalResource.extend({ version });

const InboxEvent = z.object({
  unread: z.int().openapi({ description: "Unread notifications." }),
  version,
  notification_id: z
    .string()
    .nullable()
    .openapi({ description: "The notification that arrived; null: one was read or archived." }),
});

/** Event → shape of its data. */
export const WALLET_EVENTS = {
  balance: BalanceEvent,
  low_balance: LowBalanceEvent,
  insufficient_funds: InsufficientFundsEvent,
  session: SessionEvent,
  stream: StreamEvent,
  withdrawal: WithdrawalEvent,
  inbox: InboxEvent,
};

const LiveEvent = z.object({
  streams: z.int(),
  viewers: z.int().openapi({ description: "Open sessions; what they pay and earn a minute follows." }),
  tokens_per_minute: z.int(),
  creator_per_minute: Money,
});

/** Of an admin's stream: event → shape of its data. */
export const ADMIN_EVENTS = {
  withdrawal: WithdrawalResource,
  freeze: FreezeResource,
  integrity: IntegrityRun,
  live: LiveEvent,
  overview: z.object(OverviewShape),
  inbox: InboxEvent,
};

/**
 * The content of an event stream for the document. OpenAPI 3.1 has no words for what a stream consists of:
 * `x-events` names the shape of each event's data, `balance` → `BalanceEvent`, with `prefix` before it
 * where two streams have events of one name.
 */
export function eventStream(app: App, events: Record<string, z.ZodType>, prefix = "") {
  const named = Object.entries(events).map(([event, schema]) => {
    const name = `${prefix}${event.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Event`;
    app.openAPIRegistry.register(name, schema);
    return [event, { $ref: `#/components/schemas/${name}` }];
  });
  return { "text/event-stream": { schema: z.string(), "x-events": Object.fromEntries(named) } };
}
