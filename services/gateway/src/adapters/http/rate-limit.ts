import { type Logger, MetercastError } from "@metercast/runtime";
import type { Context, MiddlewareHandler } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { RouteRule } from "../../domain/access.ts";
import { clientAddress } from "./client-address.ts";
import type { GatewayEnv, LimitState } from "./env.ts";
import { inFlight } from "./in-flight.ts";
import { webhookLimit } from "./webhook-limit.ts";

export interface RateLimitSettings {
  /** Points in a minute, for all requests of one address and of one person; 0: no limit. */
  addressPerMinute: number;
  subjectPerMinute: number;
  /** Proxies of the platform in front. */
  trustedProxies: number;
  /** Requests of one address at once; 0: no limit. */
  inFlightPerAddress: number;
  /** Webhooks with a wrong signature of one address in a minute; 0: no limit. */
  webhookFailuresPerMinute: number;
}

export interface RateLimits {
  /** First of all: it also limits requests whose tokens are wrong. */
  address: MiddlewareHandler<GatewayEnv>;
  /** After authentication. */
  subject(rule: RouteRule): MiddlewareHandler<GatewayEnv>;
  /** Before the body of a webhook is read. */
  webhook: MiddlewareHandler<GatewayEnv>;
}

const WINDOW_SECONDS = 60;

/**
 * Counts in this replica's memory: a request must not wait for a database to be counted, and limits are
 * here against floods, not for billing. With r replicas behind a balancer somebody may get up to r times as
 * much. A key lives for a minute, and an address had to open a connection: there are never more keys than
 * clients of one minute.
 */
export function rateLimits(settings: RateLimitSettings, log: Logger): RateLimits {
  const addresses = limiter("address", settings.addressPerMinute);
  const subjects = limiter("subject", settings.subjectPerMinute);
  const open = inFlight(settings.inFlightPerAddress);
  const warn = proxyWarning(settings.trustedProxies, log);
  return {
    async address(c, next) {
      const peer = c.env.incoming.socket.remoteAddress ?? "";
      const forwarded = c.req.header("X-Forwarded-For");
      warn(forwarded);
      const client = clientAddress(peer, forwarded, settings.trustedProxies);
      c.set("clientAddress", client);
      open(client, c.env.outgoing);
      await addresses?.(c, client, 1);
      await next();
    },
    webhook: webhookLimit(settings.webhookFailuresPerMinute),
    subject:
      ({ cost = 1 }) =>
      async (c, next) => {
        await subjects?.(c, c.get("principal").userId, cost);
        await next();
      },
  };
}

/**
 * Warns once about a wrong number of proxies: all clients behind one would share the limits of one address.
 */
function proxyWarning(trustedProxies: number, log: Logger): (forwarded: string | undefined) => void {
  let said = false;
  return (forwarded) => {
    if (said) return;
    const hops = forwarded === undefined ? 0 : forwarded.split(",").length;
    if (trustedProxies === 0 && hops > 0)
      log.warn(
        "X-Forwarded-For arrives and TRUSTED_PROXIES is 0: behind a proxy all its clients are limited as one address",
      );
    else if (hops < trustedProxies)
      log.warn(
        { trustedProxies, hops },
        "a request came past fewer proxies than TRUSTED_PROXIES says: it is counted as the nearest one's",
      );
    else return;
    said = true;
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
