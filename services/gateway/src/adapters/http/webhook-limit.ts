import { MetercastError } from "@metercast/runtime";
import type { MiddlewareHandler } from "hono";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { GatewayEnv } from "./env.ts";

const WINDOW_SECONDS = 60;
/** How much more all addresses together, or one whose webhooks were right before, may get wrong. */
const MORE = 10;
/** Stripe and LiveKit send from some dozens of addresses. */
const KNOWN_SENDERS = 1_000;
const FORGED: ReadonlySet<string> = new Set(["invalid_signature", "malformed_request", "payload_too_large"]);

/** Who tries the names of rails is no payer. */
const isForged = (code: string, route: string | undefined): boolean =>
  FORGED.has(code) || (code === "not_found" && route === "POST /webhooks/payouts/{rail}");

/**
 * Forged webhooks of one address are judged so often in a minute, then not read any more; those of all
 * strangers together ten times as often. What is right is never counted, and a caller that has sent something
 * right is no stranger: a flood of forgeries must not hold up the real ones, nor reach the service whose
 * thread also runs the meter.
 */
export function webhookLimit(failuresPerMinute: number): MiddlewareHandler<GatewayEnv> {
  if (failuresPerMinute === 0) return (_, next) => next();
  const failures = new RateLimiterMemory({ points: failuresPerMinute, duration: WINDOW_SECONDS });
  const known = new BoundedMap<string, true>(KNOWN_SENDERS);
  const EVERYBODY = "*";
  return async (c, next) => {
    const address = c.get("clientAddress");
    const trusted = known.get(address) === true;
    const counted = trusted
      ? [{ key: address, most: failuresPerMinute * MORE }]
      : [
          { key: address, most: failuresPerMinute },
          { key: EVERYBODY, most: failuresPerMinute * MORE },
        ];
    for (const { key, most } of counted) {
      const state = await failures.get(key);
      if (state === null || state.consumedPoints < most) continue;
      c.set("retryAfterSeconds", Math.max(1, Math.ceil(state.msBeforeNext / 1_000)));
      throw new MetercastError("rate_limited", "too many webhooks with a wrong signature");
    }
    await next();
    if (c.error === undefined) known.set(address, true);
    else if (isForged(MetercastError.from(c.error).code, c.get("route")))
      for (const { key } of counted) await failures.penalty(key);
  };
}
