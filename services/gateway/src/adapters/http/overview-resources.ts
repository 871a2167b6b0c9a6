import { z } from "@hono/zod-openapi";
import { Money, orNull, Time } from "./schemas.ts";

const Sum = z.object({ count: z.int(), amount: Money });

export const OverviewShape = {
  live: z.object({
    streams: z.int(),
    viewers: z.int(),
    tokens_per_minute: z.int(),
    creator_per_minute: Money,
  }),
  hours: z
    .array(
      z.object({
        start: Time,
        minutes: z.int(),
        tokens: z.int(),
        creators_earned: Money,
        margin: orNull(Money),
      }),
    )
    .openapi({
      description:
        "The last 24 hours (UTC), the running one last. `margin`: what the tokens are worth minus what creators earned; null without a price of a token.",
    }),
  money: z.object({
    owed_to_creators: Money.openapi({ description: "Earned and not withdrawn." }),
    tokens_outstanding: z.int().openapi({ description: "Bought and not watched." }),
    held: Sum.openapi({ description: "Withdrawals that wait for a decision." }),
    on_its_way: Sum,
    paid: Sum,
    failed: Sum,
  }),
  queue: z.object({
    oldest_pending_at: Time.nullable(),
    needing_attention: z.int(),
    attempts_unknown: z.int().openapi({ description: "Payout attempts of unknown outcome." }),
  }),
  books: z.object({ ok: z.boolean(), checked_at: Time.nullable() }).nullable(),
  freeze: z.object({
    frozen: z.boolean(),
    by: z.string().nullable(),
    at: Time.nullable(),
    reason: z.string().nullable(),
  }),
};

export const OverviewResource = z.object({ at: Time, ...OverviewShape }).openapi("Overview");
