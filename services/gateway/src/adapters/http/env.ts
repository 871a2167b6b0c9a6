import type { HttpBindings } from "@hono/node-server";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Principal, RequestInfo } from "../../domain/principal.ts";

/** Where somebody stands with a rate limit. */
export interface LimitState {
  name: string;
  /** Points in a window, and how many of them are left until it ends. */
  quota: number;
  remaining: number;
  resetSeconds: number;
}

/** What travels with a request through the handlers. */
export interface GatewayEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** Who is at the other end, as limits count them. */
    clientAddress: string;
    /** "POST /api/streams"; unset where no route matched. */
    route: string | undefined;
    /** Set on every route but the open ones. */
    principal: Principal;
    /** Of (subject, Idempotency-Key), or empty. */
    businessKey: string;
    /** Ours, one for each act: see RequestInfo. */
    actId: string;
    /** The same request ran before under its key, and its answer was not kept. */
    again: boolean;
    /** What a webhook sent, byte for byte: its signature is over these. */
    rawBody: Buffer;
    /** Those that counted this request. */
    limits: readonly LimitState[];
    /** When it may be worth to come back; unset: as the error's code says. */
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

export const newApp = (options: ConstructorParameters<typeof OpenAPIHono<GatewayEnv>>[0] = {}): App =>
  new OpenAPIHono<GatewayEnv>(options);
