import { MetercastError } from "@metercast/runtime";
import type { Context, MiddlewareHandler } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { RouteRule } from "../../domain/access.ts";
import { clientAddress } from "./client-address.ts";
import type { GatewayEnv, LimitState } from "./env.ts";

export interface RateLimitSettings {
  /** Points in a minute, for all requests of one address and of one person; 0: no limit. */
  addressPerMinute: number;
  subjectPerMinute: number;
  /** Proxies of our own in front. */
  trustedProxies: number;
}

export interface RateLimits {
  /** Before anything else: whoever sends tokens by the thousand is stopped before they are looked at. */
  address: MiddlewareHandler<GatewayEnv>;
  /** Once it is known who is asking. */
  subject(rule: RouteRule): MiddlewareHandler<GatewayEnv>;
}

const WINDOW_SECONDS = 60;

/**
 * Counts in this replica's memory: a request must not wait for a database to be counted, and limits are here against floods, not for billing. With r
 * replicas behind a balancer somebody may get up to r times as much. A key lives for a minute, and an address had to open a connection: there are
 * never more keys than clients of one minute.
 */
export function rateLimits(settings: RateLimitSettings): RateLimits {
  const addresses = limiter("address", settings.addressPerMinute);
  const subjects = limiter("subject", settings.subjectPerMinute);
  return {
    async address(c, next) {
      const peer = c.env.incoming.socket.remoteAddress ?? "";
      const client = clientAddress(peer, c.req.header("X-Forwarded-For"), settings.trustedProxies);
      await addresses?.(c, client, 1);
      await next();
    },
    subject:
      ({ cost = 1 }) =>
      async (c, next) => {
        await subjects?.(c, c.get("principal").userId, cost);
        await next();
      },
  };
}

type Consume = (c: Context<GatewayEnv>, key: string, cost: number) => Promise<void>;

function limiter(name: string, perMinute: number): Consume | undefined {
  if (perMinute === 0) return undefined;
  const memory = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS });
  return async (c, key, cost) => {
    const [state, allowed] = await memory.consume(key, cost).then(
      (taken) => [taken, true] as const,
      (refused: unknown) => {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        return [refused, false] as const;
      },
    );
    const resetSeconds = Math.max(1, Math.ceil(state.msBeforeNext / 1_000));
    const limit: LimitState = { name, quota: perMinute, remaining: state.remainingPoints, resetSeconds };
    c.set("limits", [...c.get("limits"), limit]);
    if (allowed) return;
    c.set("retryAfterSeconds", resetSeconds);
    throw new MetercastError("rate_limited", `at most ${perMinute} requests a minute; some count for more`);
  };
}

/** As draft-ietf-httpapi-ratelimit-headers has them: the rule, and where somebody stands with it. */
export function limitHeaders(limits: readonly LimitState[]): Record<string, string> {
  if (limits.length === 0) return {};
  const policy = limits.map(({ name, quota }) => `"${name}";q=${quota};w=${WINDOW_SECONDS}`);
  const state = limits.map(
    ({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`,
  );
  return { "RateLimit-Policy": policy.join(", "), RateLimit: state.join(", ") };
}
