import { newUuid } from "@metercast/contracts";
import { counter, histogram, inSpan, SpanKind, SpanStatusCode } from "@metercast/runtime";
import type { Context, MiddlewareHandler } from "hono";
import type { RouteDeps } from "./deps.ts";
import type { GatewayEnv } from "./env.ts";
import { limitHeaders } from "./rate-limit.ts";
import { beginEventStream } from "./sse.ts";

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;
/** Milliseconds are too fine for a scrape and seconds too coarse for a median of 5 ms. */
const DURATION_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Created with the API: an instrument that is created before telemetry starts silently counts nothing. */
function instruments() {
  return {
    requests: counter("metercast_http_requests_total", "Requests by route and status", []),
    duration: histogram(
      "metercast_http_request_duration_seconds",
      "From the request's headers to the answer's",
      DURATION_BUCKETS,
      "s",
    ),
  };
}

/**
 * Around everything: the request's id, one server span under the caller's trace, metrics by route template
 * (never by path: ids would make a series each), and the headers that every answer has.
 */
export function requestContext({
  https,
}: Pick<RouteDeps["settings"], "https">): MiddlewareHandler<GatewayEnv> {
  const { requests, duration } = instruments();
  return async (c, next) => {
    const began = performance.now();
    const given = c.req.header("Request-Id");
    const requestId =
      given !== undefined && REQUEST_ID.test(given)
        ? given
        : `req_${newUuid(Date.now()).replaceAll("-", "")}`;
    c.set("requestId", requestId);
    c.set("route", undefined);
    c.set("businessKey", "");
    c.set("actId", newUuid(Date.now()));
    c.set("again", false);
    c.set("limits", []);
    c.set("retryAfterSeconds", undefined);
    c.set("eventStream", undefined);
    const method = c.req.method;
    const { pathname, hostname, port, protocol } = new URL(c.req.url);
    const attributes = {
      "http.request.method": knownMethod(method),
      "url.path": pathOf(pathname),
      "url.scheme": protocol.slice(0, -1),
      "server.address": hostname,
      ...(port !== "" && { "server.port": Number(port) }),
    };
    const settings = { kind: SpanKind.SERVER, parent: traceParent(c), attributes };
    await inSpan(`HTTP ${method}`, settings, async (span) => {
      await next();
      const route = c.get("route") ?? `${knownMethod(method)} (no route)`;
      span.updateName(route);
      span.setAttributes({
        ...(c.get("route") !== undefined && { "http.route": route.slice(route.indexOf(" ") + 1) }),
        "http.response.status_code": c.res.status,
        "metercast.request_id": requestId,
      });
      if (c.res.status >= 500) {
        span.setAttribute("error.type", String(c.res.status));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      requests.add(1, { route, status: c.res.status });
      duration.record((performance.now() - began) / 1_000, { route });
    });
    const { headers } = c.res;
    headers.set("Request-Id", requestId);
    for (const [name, value] of Object.entries(limitHeaders(c.get("limits")))) headers.set(name, value);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    if (https === "always" || (https === "forwarded" && forwardedProto(c) === "https"))
      headers.set("Strict-Transport-Security", A_YEAR);
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
    beginEventStream(c);
  };
}

/** Links in mails: their token is a permission, which no trace may hold. */
const LINK = /^\/([cu])\/.+/;
export const pathOf = (pathname: string): string => pathname.replace(LINK, "/$1/{token}");

/** For this host only, without its subdomains. */
const A_YEAR = "max-age=31536000";

/** As the nearest proxy, which is the platform's, reports it. */
const forwardedProto = ({ req }: Context<GatewayEnv>) =>
  req.header("X-Forwarded-Proto")?.split(",").at(-1)?.trim().toLowerCase();

/** A client must not choose a metric's label. */
const knownMethod = (method: string) =>
  /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : "other";

function traceParent({ req }: Context<GatewayEnv>): Record<string, string> {
  // One by one: reading all headers copies each.
  const [traceparent, tracestate] = [req.header("traceparent"), req.header("tracestate")];
  return { ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) };
}
