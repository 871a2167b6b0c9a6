import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { GatewayEnv } from "./env.ts";

/**
 * What a page of another origin may send. Tokens travel in a header of their own, so cookies and other
 * credentials are never let in.
 */
const ALLOWED_HEADERS = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "If-None-Match",
  "Last-Event-ID",
  "Request-Id",
  "traceparent",
  "tracestate",
];
/** Headers that a page may read. */
const EXPOSED_HEADERS = [
  "Content-Disposition",
  "ETag",
  "Idempotent-Replayed",
  "Location",
  "RateLimit",
  "RateLimit-Policy",
  "Request-Id",
  "Retry-After",
];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/** The longest that browsers cache a preflight (Chromium: 2 hours). */
const MAX_AGE_SECONDS = 7_200;

/** Lets pages of these origins, and no others, call the API from a browser. */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler<GatewayEnv> {
  const allow = cors({
    origin: [...origins],
    allowMethods: METHODS,
    allowHeaders: ALLOWED_HEADERS,
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE_SECONDS,
  });
  return async (c, next) => {
    // Other origins get no header, and no answer to a preflight.
    if (!origins.includes(c.req.header("Origin") ?? "")) await next();
    else {
      const answer = await allow(c, next);
      if (answer) c.res = answer;
    }
    // A cache must not give one origin's answer to another.
    c.res.headers.append("Vary", "Origin");
  };
}
