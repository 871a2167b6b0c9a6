import type { HttpBindings } from "@hono/node-server";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Principal, RequestInfo } from "../../domain/principal.ts";

/** The state of a rate limit for one address or person. */
export interface LimitState {
  name: string;
  /** Points in a window, and how many of them are left until it ends. */
  quota: number;
  remaining: number;
  resetSeconds: number;
}

/** The state of a request. */
export interface GatewayEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** The client's address, as limits count it. */
    clientAddress: string;
    /** "POST /api/streams"; unset where no route matched. */
    route: string | undefined;
    /** Set on every route but the open ones. */
    principal: Principal;
    /** Of (subject, Idempotency-Key), or empty. */
    businessKey: string;
    /** See RequestInfo. */
    actId: string;
    /** The same request ran before under its key, and its answer was not stored. */
    again: boolean;
    /** The bytes of a webhook, which its signature is over. */
    rawBody: Buffer;
    /** The limits that counted this request. */
    limits: readonly LimitState[];
    /** Retry-After; undefined: by the error's code. */
    retryAfterSeconds: number | undefined;
    /** The event stream that this request opened. */
    eventStream: { begin(headers: Headers): void } | undefined;
  };
}

export type App = OpenAPIHono<GatewayEnv>;

export const requestInfo = (c: Context<GatewayEnv>): RequestInfo => ({
  requestId: c.get("requestId"),
  businessKey: c.get("businessKey"),
  actId: c.get("actId"),
});

/** The person of a request, with what makes it safe to run again. */
export const byOf = (c: Context<GatewayEnv>): { principal: Principal; request: RequestInfo } => ({
  principal: c.get("principal"),
  request: requestInfo(c),
});

export const newApp = (options: ConstructorParameters<typeof OpenAPIHono<GatewayEnv>>[0] = {}): App =>
  new OpenAPIHono<GatewayEnv>(options);
